import Diagnostics
import Expressions
import OrderedCollections
import Testing

@testable import Pipelines

/// The cells of a matrix as JSON, one a line.
private func cells(
    _ matrix: Value,
    variables: OrderedDictionary<String, String> = [:]
) throws -> [String] {
    let file = SourceFile(name: "a.yml", text: "")
    let scope = RunInputs.everything(variables: variables).scope()
    return try Matrix(try MatrixNode(matrix)).cells(in: scope, of: file)
        .map { Value.object($0.values).json() }
}

/// What is wrong with a matrix.
private func mistakes(_ matrix: Value) -> [String] {
    let error = #expect(throws: DiagnosticError.self) { try cells(matrix) }
    return error?.diagnostics.map(\.message) ?? []
}

@Suite struct `The cells of a matrix` {
    @Test func `are all combinations, the first key slowest`() throws {
        #expect(
            try cells(["os": ["a", "b"], "n": [1, 2]]) == [
                #"{"os":"a","n":1}"#, #"{"os":"a","n":2}"#,
                #"{"os":"b","n":1}"#, #"{"os":"b","n":2}"#,
            ]
        )
    }

    @Test func `lack what a part of their values excludes`() throws {
        #expect(
            try cells([
                "os": ["a", "B"], "n": [1, 2], "exclude": [["os": "b", "n": "2"], ["n": 1]],
            ])
                == [#"{"os":"a","n":2}"#]
        )
    }

    @Test func `are compared inside of objects by what the filter names`() throws {
        let versions: Value = [["v": ["a": 1, "b": 1]], ["v": ["a": 2, "b": 1]]]
        #expect(
            try cells(["x": versions, "exclude": [["x": ["v": ["a": 2]]]]])
                == [#"{"x":{"v":{"a":1,"b":1}}}"#]
        )
    }

    /// The example of GitHub Docs, "Expanding or adding matrix configurations".
    @Test func `take what an include adds`() throws {
        #expect(
            try cells([
                "fruit": ["apple", "pear"],
                "animal": ["cat", "dog"],
                "include": [
                    ["color": "green"],
                    ["color": "pink", "animal": "cat"],
                    ["fruit": "apple", "shape": "circle"],
                    ["fruit": "banana"],
                    ["fruit": "banana", "animal": "cat"],
                ],
            ]) == [
                #"{"fruit":"apple","animal":"cat","color":"pink","shape":"circle"}"#,
                #"{"fruit":"apple","animal":"dog","color":"green","shape":"circle"}"#,
                #"{"fruit":"pear","animal":"cat","color":"pink"}"#,
                #"{"fruit":"pear","animal":"dog","color":"green"}"#,
                #"{"fruit":"banana"}"#,
                #"{"fruit":"banana","animal":"cat"}"#,
            ]
        )
    }

    @Test func `may come from include alone`() throws {
        #expect(try cells(["include": [["a": 1], ["b": 2]]]) == [#"{"a":1}"#, #"{"b":2}"#])
    }

    @Test func `of an excluded combination come back by include`() throws {
        #expect(
            try cells(["a": [1, 2], "exclude": [["a": 1]], "include": [["a": 1, "x": true]]])
                == [#"{"a":2}"#, #"{"a":1,"x":true}"#]
        )
    }

    @Test func `may come from templates at any level`() throws {
        let variables: OrderedDictionary = [
            "list": "[1, 2]", "all": #"{"a": [1], "include": [{"b": 2}]}"#,
        ]
        #expect(
            try cells(["a": "${{ fromJSON(run.variables.list) }}"], variables: variables)
                == [#"{"a":1}"#, #"{"a":2}"#]
        )
        #expect(
            try cells("${{ fromJSON(run.variables.all) }}", variables: variables)
                == [#"{"a":1,"b":2}"#]
        )
        #expect(try cells(["a": ["x-${{ git.branch }}"]]) == [#"{"a":"x-main"}"#])
    }

    @Test func `are named by their scalars, those inside of objects too`() throws {
        let root = try MatrixNode(
            [
                "a": [["x": 1.10, "y": [true, nil, ""]]],
                "include": [["a": 7, "b": "z"], ["c": "extra"]],
            ]
        )
        let file = SourceFile(name: "a.yml", text: "")
        let labels = try Matrix(root).cells(in: RunInputs.everything().scope(), of: file)
            .map(\.label)
        #expect(labels == [["1.1", "true"], ["7", "z"]])
    }

    @Test func `may be as many as the bound and no more`() throws {
        let numbers = { (count: Int) in Value.array((1...count).map { .number(Double($0)) }) }
        #expect(try cells(["a": numbers(16), "b": numbers(16)]).count == 256)
        #expect(
            mistakes(["a": numbers(16), "b": numbers(17)])
                == ["the matrix has more than 256 cells"]
        )
        let wide = Object((0..<100).map { ("k\($0)", numbers(100)) })
        #expect(mistakes(.object(wide)) == ["the matrix has more than 256 cells"])
    }

    @Test(
        arguments: [
            (["a": []], "\"a\" of the matrix has no values"),
            ([:], "the matrix has no cells"),
            (["exclude": [["a": 1]]], "the matrix has no cells"),
            (["a": 1], "\"a\" of a matrix must be a list"),
            (["a": ["b": 1]], "\"a\" of a matrix must be a list"),
            (["a": [1], "exclude": [["aa": 1]]], "\"aa\" in \"exclude\" is no key of the matrix"),
            (["a": [1], "exclude": [["a": 1]]], "every combination of the matrix is excluded"),
            (["a": [1], "include": [1]], "an item of \"include\" must be a mapping"),
            (["a": [1], "include": [[:]]], "an item of \"include\" names no value"),
            (["a": [1], "include": ["x": 1]], "\"include\" of a matrix must be a list"),
            ([1], "a matrix must be a mapping"),
            ("${{ git.sha }}", "a matrix must be a mapping, which ${{ git.sha }} is not"),
            (
                ["a": "${{ git.tag }}"],
                "\"a\" of a matrix must be a list, which ${{ git.tag }} is not"
            ),
        ] as [(Value, String)]
    )
    func `are refused where the matrix is wrong`(matrix: Value, message: String) {
        #expect(mistakes(matrix) == [message])
    }

    @Test func `are refused where a template fails, once`() {
        #expect(mistakes(["a": "${{ fromJSON('[') }}"]).count == 1)
    }
}
