// Supply
