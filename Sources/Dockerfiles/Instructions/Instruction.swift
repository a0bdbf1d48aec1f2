package import Diagnostics

/// One instruction of a stage: what it does, and where it stands.
package struct Instruction: Sendable, Hashable {
    /// What it does.
    package var operation: Operation
    /// Its first word.
    package var keyword: Located<String>
    /// Its flags as they stand, for messages and keys.
    package var flags: [InstructionFlag]
    /// Its words as they are joined: what a history shows.
    package var text: String
    /// From its first scalar to its last.
    package var range: SourceRange

    /// What an instruction does.
    ///
    /// Texts hold variables that are not replaced yet.
    package indirect enum Operation: Sendable, Hashable {
        /// `ARG NAME[=VALUE] …`
        case argument([ArgumentDefinition])
        /// `ENV NAME=VALUE …`
        case environment([Assignment])
        /// `LABEL NAME=VALUE …`
        case label([Assignment])
        /// `RUN …`
        case run(RunInstruction)
        /// `COPY …` or `ADD …`
        case transfer(TransferInstruction)
        /// `CMD …`
        case command(CommandForm)
        /// `ENTRYPOINT …`
        case entrypoint(CommandForm)
        /// `SHELL ["…"]`
        case shell([String])
        /// `EXPOSE …`
        case expose([Located<String>])
        /// `USER …`
        case user(Located<String>)
        /// `WORKDIR …`
        case workingDirectory(Located<String>)
        /// `VOLUME …`
        case volume([Located<String>])
        /// `STOPSIGNAL …`
        case stopSignal(Located<String>)
        /// `HEALTHCHECK …`
        case healthCheck(HealthCheckInstruction)
        /// `MAINTAINER …`
        case maintainer(String)
        /// `ONBUILD …`: its words, and what they mean.
        case onBuild(String, Instruction)
    }
}

/// One name of `ARG`.
package struct ArgumentDefinition: Sendable, Hashable {
    /// The name; variables in it are not replaced.
    package var name: String
    /// What it is where nobody says it; nil for nothing.
    package var value: String?
    /// Where it stands.
    package var range: SourceRange
}

/// One `NAME=VALUE` of `ENV` or `LABEL`.
package struct Assignment: Sendable, Hashable {
    /// The name.
    package var name: String
    /// The value, with quotes.
    package var value: String
    /// Where it stands.
    package var range: SourceRange
    /// Whether it is written in the old form, `NAME VALUE`.
    package var isLegacy: Bool
}

/// How a command is written.
package enum CommandForm: Sendable, Hashable {
    /// A line for the shell.
    case shell(String)
    /// A program and its arguments: a JSON array.
    case exec([String])

    /// Whether there is no command in it.
    package var isEmpty: Bool {
        switch self {
        case .shell(let line): line.isEmpty
        case .exec(let words): words.isEmpty
        }
    }
}

/// `RUN`: a command, and what it may use while it runs.
package struct RunInstruction: Sendable, Hashable {
    /// What is run; here-documents are not in it.
    package var command: CommandForm
    /// Texts that the command reads.
    package var heredocs: [Heredoc]
    /// Whether the one text is the command itself: `RUN <<EOF`.
    package var isScript: Bool
    /// What is mounted for the command, in order.
    package var mounts: [RunMount]
    /// What it sees of the network.
    package var network: Network
    /// What it is allowed to do.
    package var security: Security
    /// Where the network or the security is asked for.
    package var demands: SourceRange?

    /// What a command sees of the network.
    package enum Network: String, Sendable, Hashable, CaseIterable {
        /// What the build says.
        case `default`
        /// Nothing but itself.
        case none
        /// All that this machine sees.
        case host
    }

    /// What a command is allowed to do.
    package enum Security: String, Sendable, Hashable, CaseIterable {
        /// What every container may do.
        case sandbox
        /// Everything that the builder may do.
        case insecure
    }
}

/// `COPY` or `ADD`.
package struct TransferInstruction: Sendable, Hashable {
    /// Whether it is `ADD`, which unpacks archives and fetches addresses.
    package var isAdd: Bool
    /// What is copied.
    package var sources: [Located<String>]
    /// Texts in the file that are copied.
    package var heredocs: [Heredoc]
    /// Where it goes.
    package var destination: Located<String>
    /// The stage, image or context that it comes from; nil for the build's context.
    package var from: Located<String>?
    /// Who is to own it: `USER[:GROUP]`.
    package var owner: Located<String>?
    /// Its permissions: octal digits, or symbols such as `u+x`.
    package var mode: Located<String>?
    /// Whether it is a layer that does not look at those below.
    package var isLinked = false
    /// Whether the folders above a source are kept.
    package var keepsParents = false
    /// What is left out.
    package var exclusions: [Located<String>] = []
    /// Whether `.git` of a repository is kept.
    package var keepsGitDirectory = false
    /// The digest that an address has to give.
    package var checksum: Located<String>?
    /// Whether archives are unpacked; nil for what `ADD` does by itself.
    package var unpacks: Bool?
}

/// `HEALTHCHECK`.
package struct HealthCheckInstruction: Sendable, Hashable {
    /// What is run; nil for `NONE`.
    package var command: CommandForm?
    /// From one check to the next, in nanoseconds; 0 for unsaid.
    package var interval: Int64 = 0
    /// How long one may take, in nanoseconds; 0 for unsaid.
    package var timeout: Int64 = 0
    /// How long failures do not count, in nanoseconds; 0 for unsaid.
    package var startPeriod: Int64 = 0
    /// From one check to the next at the start, in nanoseconds; 0 for unsaid.
    package var startInterval: Int64 = 0
    /// How many failures make it unhealthy; 0 for unsaid.
    package var retries = 0
}
