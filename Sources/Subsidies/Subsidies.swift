// Subsidies
