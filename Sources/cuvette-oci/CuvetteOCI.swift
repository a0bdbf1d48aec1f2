import OCIRuntime

/// The program: everything is in `OCIRuntime`.
@main
enum CuvetteOCI {
    static func main() {
        RuntimeProgram.start()
    }
}
