import Foundation

/// Prints a line at once, also into a pipe or a file that is read while the bench runs.
func say(_ line: String) {
    print(line)
    fflush(nil)
}
