import Diagnostics
import Expressions
import OrderedCollections
import Testing

@testable import Pipelines

@Suite struct `A plan` {
    @Test func `orders jobs by their needs and otherwise as in the file`() throws {
        let plan = try plan(
            Pipeline(
                Job("d", needs: ["b", "c"]),
                Job("b", needs: ["a"]),
                Job("a"),
                Job("c"),
                Job("e", needs: ["d"])
            ),
            for: .everything()
        )
        #expect(plan.jobs.map(\.id.text) == ["a", "b", "c", "d", "e"])
        #expect(plan.stages.map { $0.map(\.id.text) } == [["a", "c"], ["b"], ["d"], ["e"]])
    }

    @Test func `has a job for each cell, and needs name them all`() throws {
        let plan = try plan(
            Pipeline(Job("t", matrix: ["os": ["x", "y z"], "v": [3.10]]), Job("u", needs: ["t"])),
            for: .everything()
        )
        #expect(plan.jobs.map(\.id.text) == ["t (x, 3.1)", "t (y z, 3.1)", "u"])
        #expect(plan.jobs.map(\.slug) == ["t-x-3.1", "t-y-z-3.1", "u"])
        #expect(
            plan.jobs[2].needs.values.map { $0.map(\.text) } == [["t (x, 3.1)", "t (y z, 3.1)"]]
        )
    }

    @Test func `names cells apart that look the same`() throws {
        let matrix: Value = ["a": ["x/y", "x y", nil, "", "../é"]]
        let plan = try plan(Pipeline(Job("t", matrix: matrix)), for: .everything())
        #expect(plan.jobs.map(\.id.text) == ["t (x/y)", "t (x y)", "t", "t 2", "t (../é)"])
        #expect(plan.jobs.map(\.slug) == ["t-x-y", "t-x-y-2", "t", "t-2", "t-.."])
    }

    @Test func `cuts long names as GitHub does`() throws {
        let matrix: Value = ["a": [.string(String(repeating: "x", count: 200))]]
        let job = try #require(
            try plan(Pipeline(Job("t", matrix: matrix)), for: .everything()).jobs.first
        )
        #expect(job.displayName.count == 100)
        #expect(job.displayName.hasSuffix("xxx..."))
        #expect(job.slug.count == 100)
    }

    @Test func `adds the cell to a plain name and not to one with a template`() throws {
        var plain = try Job("a", matrix: ["n": [1]])
        plain.name = try written("Test")
        var own = try Job("b", matrix: ["n": [1]])
        own.name = try written("Test ${{ matrix.n }} on ${{ git.branch }}")
        let plan = try plan(Pipeline(plain, own), for: .everything())
        #expect(plan.jobs.map(\.displayName) == ["Test (1)", "Test 1 on main"])
    }

    @Test func `settles images, times and limits by cell`() throws {
        var job = try Job("a", matrix: ["d": ["one", "two"]])
        job.image = ImageRecipe(.template(try written("dir:roots/${{ matrix.d }}")))
        job.timeout = .template(try written("${{ matrix.d == 'one' && '1m' || '2m' }}"))
        job.resources.memory = .template(try written("${{ matrix.d == 'one' && 1 || 2 }}GiB"))
        let plan = try plan(Pipeline(job), for: .everything())
        #expect(plan.jobs.map(\.image.source.description) == ["dir:roots/one", "dir:roots/two"])
        #expect(plan.jobs.map(\.timeout) == [.seconds(60), .seconds(120)])
        #expect(plan.jobs.map(\.limits.memory?.description) == ["1GiB", "2GiB"])
    }

    @Test func `fills in what the pipeline says for all jobs`() throws {
        var pipeline = Pipeline(try Job("a"))
        pipeline.jobs[0].image = nil
        pipeline.jobs[0].steps = [Step(.run(try written("x"), .automatic))]
        pipeline.jobs[0].env = ["B": try written("job"), "C": try written("job")]
        pipeline.image = ImageRecipe(.fixed(Located(.scratch, at: somewhere)))
        pipeline.env = ["A": try written("top"), "B": try written("top")]
        pipeline.defaults = Defaults(shell: .sh, workingDirectory: try written("sub"))
        let job = try #require(try plan(pipeline, for: .everything()).jobs.first)
        #expect(job.image.source == .scratch)
        #expect(job.env.map { "\($0)=\($1.value.source)" } == ["A=top", "B=job", "C=job"])
        #expect(job.steps[0].action == .run(try written("x"), .sh))
        #expect(job.steps[0].workingDirectory?.value.source == "sub")
        #expect(job.timeout == .seconds(6 * 60 * 60))
    }

    @Test func `is refused with every setting that is no value in some cell, each told once`()
        throws
    {
        var job = try Job("a", matrix: ["d": ["1", "2"]])
        job.timeout = .template(try written("${{ git.branch }}"))
        job.resources.cpu = .template(try written("${{ matrix.nothing }}x"))
        let error = #expect(throws: DiagnosticError.self) {
            try plan(Pipeline(job), for: .everything())
        }
        #expect(
            error?.diagnostics.map(\.message) == [
                "\"main\" is not a duration (the value of ${{ git.branch }})",
                "\"x\" is not a number of processors (the value of ${{ matrix.nothing }}x)",
            ]
        )
    }

    @Test func `runs on the host without an image`() throws {
        var job = try Job("a")
        job.image = nil
        let jobs = try plan(Pipeline(job), for: .everything()).jobs
        #expect(jobs.map(\.image.source) == [.host])
    }

    @Test func `is bounded`() throws {
        let numbers = Value.array((1...256).map { .number(Double($0)) })
        let jobs = try (1...4).map { try Job("j\($0)", matrix: ["n": numbers]) }
        let error = #expect(throws: DiagnosticError.self) {
            try plan(
                Pipeline(file: SourceFile(name: "a", text: ""), jobs: jobs),
                for: .everything()
            )
        }
        #expect(error?.diagnostics.map(\.code) == ["too-many-jobs"])
    }
}

@Suite struct `A choice of jobs` {
    private func pipeline() throws -> Pipeline {
        try Pipeline(
            Job("build", matrix: ["os": ["x", "y"]]),
            Job("lint"),
            Job("test", needs: ["build"], matrix: ["os": ["x", "y"], "v": [1, 2]])
        )
    }

    private func ids(
        jobs: [String] = [],
        cells: OrderedDictionary<String, String> = [:]
    ) throws -> [String] {
        var inputs = RunInputs.everything()
        inputs.jobs = jobs
        inputs.cells = cells
        return try plan(pipeline(), for: inputs).jobs.map(\.id.text)
    }

    private func mistake(
        jobs: [String] = [],
        cells: OrderedDictionary<String, String> = [:]
    ) -> Diagnostic? {
        #expect(throws: DiagnosticError.self) { try ids(jobs: jobs, cells: cells) }?
            .diagnostics.first
    }

    @Test func `brings what they need`() throws {
        #expect(try ids(jobs: ["lint"]) == ["lint"])
        #expect(try ids(jobs: ["test-x-1"]) == ["build (x)", "build (y)", "test (x, 1)"])
        #expect(try ids(jobs: ["build (y)", "lint"]) == ["build (y)", "lint"])
    }

    @Test func `may be one of cells`() throws {
        #expect(
            try ids(cells: ["os": "x"]) == ["build (x)", "lint", "test (x, 1)", "test (x, 2)"]
        )
        #expect(
            try ids(jobs: ["test"], cells: ["os": "y", "v": "2"]) == ["build (y)", "test (y, 2)"]
        )
    }

    @Test func `leaves no need of what does not run`() throws {
        var inputs = RunInputs.everything()
        inputs.cells = ["os": "x"]
        let plan = try plan(pipeline(), for: inputs)
        #expect(plan.jobs.last?.needs.values.joined().map(\.text) == ["build (x)"])
    }

    @Test func `is refused where nothing is called so`() {
        #expect(mistake(jobs: ["tset"])?.message == "there is no job \"tset\"")
        #expect(mistake(jobs: ["tset"])?.fix == "did you mean \"test\"?")
        #expect(
            mistake(jobs: ["zzzzzz"])?.fix?.hasPrefix("choose one of: build, lint, test") == true
        )
        #expect(mistake(cells: ["arch": "x"])?.message == "no matrix has a key \"arch\"")
        #expect(mistake(cells: ["os": "z"])?.message == "no cell has os=z")
        #expect(mistake(cells: ["os": "z"])?.fix == "choose one of: x, y")
    }
}

@Suite struct `The needs of jobs` {
    private func mistakes(_ pipeline: Pipeline) -> [String] {
        let error = #expect(throws: DiagnosticError.self) { try JobGraph(pipeline).order() }
        return error?.diagnostics.map(\.message) ?? []
    }

    @Test func `must be jobs`() throws {
        let pipeline = Pipeline(try Job("a", needs: ["biuld", "b"]), try Job("build"))
        #expect(
            mistakes(pipeline) == [
                "job \"a\" needs \"biuld\", which is no job of this file",
                "job \"a\" needs \"b\", which is no job of this file",
            ]
        )
    }

    @Test func `must not come around`() throws {
        let pipeline = Pipeline(
            try Job("x", needs: ["a"]),
            try Job("a", needs: ["b"]),
            try Job("b", needs: ["c"]),
            try Job("c", needs: ["a"])
        )
        #expect(mistakes(pipeline) == ["jobs wait for each other: a needs b needs c needs a"])
        #expect(
            mistakes(Pipeline(try Job("a", needs: ["a"])))
                == ["jobs wait for each other: a needs a"]
        )
    }
}
