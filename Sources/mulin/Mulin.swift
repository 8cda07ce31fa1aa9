import ArgumentParser
@main struct Mulin: ParsableCommand { func run() {} }
