/// What may stand under a key of the native language.
indirect enum NativeType: Sendable {
    /// A text in which `${{ }}` may not stand.
    case text
    /// A text in which `${{ }}` may stand.
    case template
    /// A word by which expressions name the thing.
    case identifier
    /// A duration such as `1h30m`, or a template that gives one before the run.
    case duration
    /// A size such as `512MiB`, or such a template.
    case size
    /// A number of processors, or such a template.
    case processors
    /// A whole number from 1, or such a template.
    case count
    /// `host`, `scratch` or a transport with its path, or such a template.
    case imageSource
    /// `none`, `host`, `private`, or a mapping with what is allowed.
    case networkMode
    /// A port that is published, or such a template.
    case port
    /// `bash`, `sh`, `python` or a command line with `{0}`.
    case shell
    /// `true` or `false`.
    case flag
    /// `true`, `false` or a template that gives one of them during the run.
    case flagOrTemplate
    /// A whole number.
    case whole(ClosedRange<Int>)
    /// One of some words.
    case choice([String])
    /// An expression, with or without `${{ }}` around it.
    case condition
    /// One, or a list of at least one.
    case oneOrMany(NativeType)
    /// A list of at least one.
    case list(NativeType)
    /// A mapping from names that expressions use.
    case namedMap(NativeType)
    /// The variables of an environment.
    case variables
    /// A mapping with keys of its own.
    case mapping(NativeMapping)
    /// One of several.
    case either(NativeType, NativeType)
    /// Nothing, or something.
    case optional(NativeType)
    /// A mapping of lists with `include` and `exclude` among them, or a template that gives one.
    case matrix
}
