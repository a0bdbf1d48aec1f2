/// Something that happens in a build.
package enum BuildEvent: Sendable {
    /// An instruction is carried out from now on.
    case began(BuildStep)
    /// An instruction's result was there.
    case cached(BuildStep)
    /// An instruction is done.
    case ended(BuildStep, Duration)
    /// A line that a command has written, secrets masked.
    case line(BuildStep, String)
    /// An instruction failed; why is told with the build's error.
    case failed(BuildStep, Duration)
    /// Something is not as one might expect; one sentence.
    case note(String)
}

/// One instruction of a build, as people are shown it.
package struct BuildStep: Sendable, Hashable {
    /// The stage's name or number; empty where there is one stage only.
    package var stage: String
    /// Counted from 1 within the stage.
    package var number: Int
    /// How many the stage has.
    package var count: Int
    /// The instruction on one line.
    package var text: String
    /// The stage's place in the file.
    package var stageIndex: Int
}

/// Is told of what happens in a build, from any thread.
package protocol BuildObserver: Sendable {
    /// Something happened.
    func observe(_ event: BuildEvent)
}
