import ArgumentParser
import Objects

/// What the commands of containers return, as Docker's do.
enum ContainerCodes {
    /// Cuvette could not do what it was to do before a command ran.
    static let failure: Int32 = 125

    /// Runs the body of a command; an error becomes a message and a code.
    ///
    /// - Parameters:
    ///   - code: The code; nil for the error's own, which is 1 where something is not there, 125, 126 or 127.
    ///   - least: What takes the place of a smaller one.
    ///   - body: The command.
    /// - Throws: `ExitCode`.
    static func report(
        _ code: Int32? = 1,
        least: Int32 = 0,
        _ body: () throws -> Void
    ) throws {
        do {
            try body()
        } catch let code as ExitCode {
            throw code
        } catch let error as ValidationError {
            throw error
        } catch {
            throw tell(error, code, least: least)
        }
    }

    /// The same for a body that waits for others.
    ///
    /// - Throws: `ExitCode`.
    static func reportWaiting(_ body: () async throws -> Void) async throws {
        do {
            try await body()
        } catch let code as ExitCode {
            throw code
        } catch let error as ValidationError {
            throw error
        } catch {
            throw tell(error, 1)
        }
    }

    /// Makes what a command needs before it begins; an error becomes a message and code 1.
    ///
    /// - Throws: `ExitCode`.
    static func place<Value>(_ make: () throws -> Value) throws -> Value {
        do { return try make() } catch let error as ExitCode { throw error } catch {
            throw tell(error, 1)
        }
    }

    /// Runs a body for each of several things; one that fails does not keep the others from being done.
    ///
    /// - Throws: `ExitCode` 1 where one has failed.
    static func forEach(_ names: [String], _ body: (String) throws -> Void) throws {
        var code: ExitCode?
        for name in names {
            do {
                try body(name)
            } catch {
                code = tell(error, 1)
            }
        }
        if let code { throw code }
    }

    /// Shows what is known of several things; as Docker does, what was found is shown even where something was not.
    ///
    /// - Throws: `ExitCode` 1 where one was not found.
    static func inspect<Details: Encodable>(
        _ names: [String],
        _ find: (String) throws -> Details
    ) throws {
        var found: [Details] = []
        var missing: ExitCode?
        do {
            try forEach(names) { found.append(try find($0)) }
        } catch let code as ExitCode {
            missing = code
        }
        Console.print(found.isEmpty ? "[]" : try FormatOptions.document(found))
        if let missing { throw missing }
    }

    /// Refuses a template of `--format`.
    static func refusedTemplate(_ text: String) -> ExitCode {
        tell(
            ObjectError(
                "--format \(text): Go templates are not supported",
                hint: "take the JSON and a tool such as jq"
            ),
            1
        )
    }

    /// Tells of an error that is the host's, and gives the code for it.
    static func hostFailure(_ error: any Error) -> ExitCode {
        tell(error, ExitCodes.hostFailure)
    }

    /// Tells of what keeps nobody from going on.
    static func tell(_ error: ObjectError) {
        Console.tell("warning: \(error.description)\(error.hint.map { "\n  hint: \($0)" } ?? "")")
    }

    private static func tell(_ error: any Error, _ code: Int32?, least: Int32 = 0) -> ExitCode {
        let error = ObjectError(error)
        let text = error.hint.map { "\(error.description)\n  hint: \($0)" } ?? error.description
        return Console.fail(text, code: max(code ?? error.code, least))
    }
}
