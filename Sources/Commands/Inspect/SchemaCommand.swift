import ArgumentParser
import Frontends

/// `cuvette schema` prints the JSON Schema of pipeline files.
struct SchemaCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "schema",
        abstract: "Print the JSON Schema of pipeline files, for editors.",
        discussion: """
            EXAMPLE
              cuvette schema > cuvette.schema.json
              # and in the first line of cuvette.yml, for editors with the YAML language server:
              # yaml-language-server: $schema=cuvette.schema.json
            """
    )

    func run() {
        Console.print(NativeSchema.json)
    }
}
