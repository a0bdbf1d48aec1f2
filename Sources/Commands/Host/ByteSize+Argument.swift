import ArgumentParser
import Pipelines

extension ByteSize: ExpressibleByArgument {
    /// A size on the command line, as in a pipeline: `5GiB`; nil for anything else.
    package init?(argument: String) {
        // The message about a wrong one is the parser's.
        guard let value = try? ByteSize.reading(argument) else { return nil }
        self = value
    }
}
