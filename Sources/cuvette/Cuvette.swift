import Commands

/// The program: everything is in `Commands`.
@main
enum Cuvette {
    static func main() {
        Program.start()
    }
}
