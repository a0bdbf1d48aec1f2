import Testing

@testable import Dockerfiles

@Suite struct `A here-document` {
    private func heredocs(_ line: String, _ body: String) throws -> [Heredoc] {
        let file = try read("FROM scratch\n\(line)\n\(body)\nUSER last\n")
        #expect(file.stages[0].instructions.count == 2)
        switch file.stages[0].instructions[0].operation {
        case .run(let run): return run.heredocs
        case .transfer(let transfer): return transfer.heredocs
        case .onBuild(_, let inner):
            guard case .run(let run) = inner.operation else { return [] }
            return run.heredocs
        default: return []
        }
    }

    @Test func `holds the lines up to its name`() throws {
        let found = try heredocs("COPY <<X <<Y /dest", "Y\nX\nX\nY")
        #expect(found.map(\.name) == ["X", "Y"])
        #expect(found.map(\.content) == ["Y\n", "X\n"])
    }

    @Test(arguments: [
        ("RUN <<eo'f'", "eof", "eof", false), ("RUN <<eo\\'f", "eo'f", "eo'f", true),
        ("RUN <<'e'o\\'f", "eo'f", "eo'f", false), ("RUN <<'one two'", "one two", "one two", false),
        ("RUN <<$EOF", "$EOF", "$EOF", true), ("RUN <<  EOF", "EOF", "EOF", true),
        ("RUN <<  EOF  > foo", "EOF", "EOF", true), ("RUN << -EOF", "-EOF", "-EOF", true),
        ("RUN <<-EOF", "\t\tEOF", "EOF", true),
        ("RUN --mount=type=tmpfs,target=/t <<M", "M", "M", true),
        ("RUN <<COMPLEX python3", "COMPLEX", "COMPLEX", true), ("ONBUILD RUN <<E", "E", "E", true),
        ("COPY <<file.txt /dest", "file.txt", "file.txt", true),
    ]) func `ends with its name, whose quotes say what it holds`(
        line: String,
        end: String,
        name: String,
        expands: Bool
    ) throws {
        let found = try heredocs(line, "\ta $b\n# no comment\n\(end)")
        #expect(found.map(\.name) == [name])
        #expect(found.first?.content == "\ta $b\n# no comment\n")
        #expect(found.first?.expands == expands)
    }

    @Test func `loses its tabs where it says so`() throws {
        let found = try heredocs("RUN 3<<-E", "\t\ta\n\tb\tc\n\tE")
        #expect(found.first?.text == "a\nb\tc\n")
        #expect(found.first?.fileDescriptor == 3)
    }

    @Test(arguments: ["RUN \"<<NO\"", "RUN '<<NO'", "RUN [\"<<NO\"]", "RUN cat <<<NO", "RUN x<<NO"])
    func `is not begun by what only looks like it`(line: String) throws {
        #expect(try heredocs(line, "").isEmpty)
    }
}
