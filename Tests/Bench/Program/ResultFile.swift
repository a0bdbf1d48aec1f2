import Expressions
import Glibc
import HostSystem
import SystemPackage

/// All values as JSON, with what they were measured on.
struct ResultFile {
    private let results: [SectionResult]

    init(_ results: [SectionResult]) {
        self.results = results
    }

    /// Writes the file.
    func write(to path: FilePath) throws {
        let object = Object([
            ("version", .number(1)), ("kernel", .string(Self.kernel)),
            ("processors", .number(Double(sysconf(Int32(_SC_NPROCESSORS_ONLN))))),
            ("comparisons", .array(results.flatMap(Self.values))),
        ])
        let file = try OpenFile(opening: path, O_WRONLY | O_CREAT | O_TRUNC, mode: 0o644)
        let text = Value.object(object).json(pretty: true) + "\n"
        try file.writeAll(Array(text.utf8), name: path.string)
    }

    private static func values(of result: SectionResult) -> [Value] {
        result.comparisons.map { comparison in
            .object(
                Object([
                    ("section", .string(result.key)), ("title", .string(comparison.title)),
                    ("unit", .string(comparison.unit)),
                    ("series", .array(comparison.series.map(series))),
                    ("targets", .array(comparison.targets.map(target))),
                    (
                        "left-out",
                        .array(comparison.leftOut.map { .string("\($0.name): \($0.reason)") })
                    ),
                ])
            )
        }
    }

    private static func series(_ series: Series) -> Value {
        .object(
            Object([
                ("name", .string(series.name)), ("median", .number(series.median)),
                ("p10", .number(series.quantile(0.1))), ("p90", .number(series.quantile(0.9))),
                ("values", .array(series.values.map(Value.number))),
            ])
        )
    }

    private static func target(_ target: Comparison.Target) -> Value {
        .object(
            Object([
                ("text", .string(target.text)), ("measured", .string(target.measured)),
                ("met", .boolean(target.isMet)),
            ])
        )
    }

    private static var kernel: String {
        var name = utsname()
        uname(&name)
        return withUnsafeBytes(of: name.release) {
            String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self)
        }
    }
}
