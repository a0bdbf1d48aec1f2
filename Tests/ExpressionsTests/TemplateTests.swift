import Testing

@testable import Expressions

@Suite struct `A template` {
    private let vocabulary = Vocabulary(contexts: ["env", "github"])
    private let scope = Scope(contexts: ["env": ["A": "x", "N": 1.50], "github": ["list": [1]]])

    @Test(arguments: [
        "", "plain", "$ {{ no }}", "$A ${A} {{ A }}", "}} ${ {", "$${", "${", "$",
    ])
    func `without an expression is its own text`(text: String) throws {
        let template = try Template(parsing: text, knowing: vocabulary)
        #expect(template.literal == text)
        #expect(try template.text(in: scope) == text)
        #expect(try template.evaluate(in: scope) == .string(text))
        #expect(template.contexts.isEmpty)
    }

    @Test(arguments: [
        Sample("${{ env.N }}", 1.5), Sample("${{env.N}}", 1.5), Sample("${{ null }}", nil),
        Sample("${{ github.list }}", [1]), Sample(" ${{ env.N }}", " 1.5"),
        Sample("${{ env.N }}\n", "1.5\n"),
        Sample("${{ env.A }}${{ env.N }}", "x1.5"), Sample("a ${{ github.list }} b", "a Array b"),
        Sample("a${{ null }}b", "ab"), Sample("${{ '}}' }} ", "}} "),
        Sample("${{ ('${{') }}", "${{"),
        Sample("${{ 'it''s }}' }}!", "it's }}!"), Sample("$${{ env.A }}}", "$x}"),
        Sample("{0} ${{ env.A }} {", "{0} x {"), Sample("${{\n  env.A\n}}", "x"),
        Sample("ü${{ '😊' }}", "ü😊"),
    ])
    func `gives a value, or text around values`(sample: Sample) throws {
        let template = try Template(parsing: sample.expression, knowing: vocabulary)
        #expect(template.literal == nil)
        #expect(try template.evaluate(in: scope) == sample.value)
    }

    @Test(arguments: [
        ("${{ '}}' }}", "}}"), ("${{ '${{ it''s }}' }}", "${{ it's }}"), ("${{''}}", ""),
    ])
    func `of a lone string is literal`(text: String, literal: String) throws {
        let template = try Template(parsing: text, knowing: vocabulary)
        #expect(template.literal == literal)
        #expect(template.expression == nil)
        #expect(try template.evaluate(in: Scope()) == .string(literal))
    }

    @Test(arguments: [
        ("${{ env.A }}", "env.A"), ("ci-${{ env.A }}", "format('ci-{0}', env.A)"),
        ("it's {${{ env.A }}${{ 1 }}}", "format('it''s {{{0}{1}}}', env.A, 1)"),
        ("${{ env.A }}\n", "format('{0}\n', env.A)"),
    ])
    func `has one expression for all of it`(text: String, expression: String) throws {
        let template = try Template(parsing: text, knowing: vocabulary)
        #expect(template.expression == expression)
        let tree = try ExpressionTree(parsing: expression, knowing: vocabulary)
        #expect(try tree.evaluate(in: scope) == template.evaluate(in: scope))
    }

    @Test func `holds no directives`() throws {
        let error = try #require(throws: TemplateError.self) {
            try Template(parsing: "a ${{ insert }} ${{ insert b c }}", knowing: vocabulary)
        }
        #expect(error.errors.map(\.offset) == [6, 20])
        #expect(error.errors[0].message.hasPrefix("The directive 'insert' is not allowed in this"))
        #expect(error.errors[1].message.hasSuffix("Actual parameter count: 2"))
        #expect(Directive("${{ insert }}") == .insert)
        #expect(Directive("${{insert}}") == .insert)
        #expect(Directive("insert") == nil)
        #expect(Directive("${{ Insert }}") == nil)
        #expect(Directive("a ${{ insert }}") == nil)
    }

    @Test func `knows what its expressions name and call`() throws {
        let words = Vocabulary.any(contexts: ["env", "github"])
        let template = try Template(
            parsing: "${{ env.A }} ${{ hashFiles(github.x) }}",
            knowing: words
        )
        #expect(template.contexts == ["env", "github"])
        #expect(template.calls(["HashFiles"]))
        #expect(!template.isSingleExpression)
    }

    @Test func `reports all errors at once, each with its place in the text`() throws {
        let text = "é ${{ nope.a }} ${{ 1 ? }} ${{ }} ${{ env.A }} ${{ env.B"
        let error = try #require(throws: TemplateError.self) {
            try Template(parsing: text, knowing: vocabulary)
        }
        #expect(error.errors.map(\.offset) == [6, 22, 27, 47])
        #expect(error.errors.map(\.kind) == [.parsing, .lexing, .parsing, .parsing])
        #expect(error.errors[0].message.contains("position 1 within expression: nope.a"))
        #expect(error.errors[2].message == "An expression was expected")
        #expect(error.errors[3].message.hasPrefix("The expression is not closed."))
    }

    @Test(arguments: ["${{", "${{ '}}", "a ${{ env.A }", "${{ env.A '}}' "])
    func `must close its expressions`(text: String) throws {
        let error = try #require(throws: TemplateError.self) {
            try Template(parsing: text, knowing: vocabulary)
        }
        #expect(error.errors.last?.message.hasPrefix("The expression is not closed.") == true)
    }

    @Test func `gives no text of an array or object that stands alone`() throws {
        let template = try Template(parsing: "${{ github.list }}", knowing: vocabulary)
        let error = try #require(throws: ExpressionError.self) { try template.text(in: scope) }
        #expect(error.message == "Expected a string, but the expression gives an Array")
    }

    @Test func `places an error of evaluation in the text`() throws {
        let template = try Template(parsing: "ab ${{  fromJSON('') }}", knowing: vocabulary)
        let error = try #require(throws: ExpressionError.self) { try template.text(in: scope) }
        #expect(error.offset == 8)
    }
}

@Suite struct `A condition` {
    private let vocabulary = Vocabulary(
        contexts: ["github"],
        functions: FunctionSignature.stepStatus
    )

    private func scope(succeeding: Bool) -> Scope {
        Scope(
            contexts: ["github": ["ref": "refs/heads/main"]],
            functions: [
                "success": { _ in .boolean(succeeding) }, "failure": { _ in .boolean(!succeeding) },
                "always": { _ in true }, "cancelled": { _ in false },
            ]
        )
    }

    @Test(arguments: [
        ("", true, false), (" ", true, false), ("true", true, false), ("false", false, false),
        ("1", true, false), ("github.ref == 'REFS/heads/main'", true, false),
        ("${{ github.ref == 'other' }}", false, false), ("always()", true, true),
        ("${{ always() }}", true, true), ("failure()", false, true), ("!cancelled()", true, true),
        ("failure() || github.ref", true, true), ("false && always()", false, false),
        ("success()", true, false), ("!success()", false, true), ("github.none", false, false),
    ])
    func `holds after success, or as its status function says`(
        source: String,
        afterSuccess: Bool,
        afterFailure: Bool
    ) throws {
        let condition = try Condition(parsing: source, knowing: vocabulary)
        #expect(try condition.evaluate(in: scope(succeeding: true)) == afterSuccess)
        #expect(try condition.evaluate(in: scope(succeeding: false)) == afterFailure)
        #expect(!condition.isSuspicious)
    }

    @Test(arguments: [
        "${{ github.ref }} == 'x'", "!${{ true }}", "${{ false }}\n",
        "${{ false }} && ${{ false }}",
    ])
    func `with text around its expression always holds after success and is suspicious`(
        source: String
    ) throws {
        let condition = try Condition(parsing: source, knowing: vocabulary)
        #expect(condition.isSuspicious)
        #expect(try condition.evaluate(in: scope(succeeding: true)))
        #expect(try !condition.evaluate(in: scope(succeeding: false)))
    }

    @Test(arguments: [
        ("", "success()"), ("false", "success() && (false)"), (" always() ", "always()"),
        ("${{ github.ref }}", "success() && (github.ref)"),
        (" ${{ github.ref }}", "success() && (format(' {0}', github.ref))"),
        ("false || ${{ 1 && 1 }}", "success() && (format('false || {0}', 1 && 1))"),
        ("${{ failure() }}", "failure()"), ("${{ 'always()' }}", "always()"),
    ])
    func `has one expression for all it means`(source: String, expression: String) throws {
        let condition = try Condition(parsing: source, knowing: vocabulary)
        #expect(condition.expression == expression)
    }

    @Test func `of a lone string in braces is the condition in that string`() throws {
        let condition = try Condition(parsing: "${{ 'false' }}", knowing: vocabulary)
        #expect(try !condition.evaluate(in: scope(succeeding: true)))
    }

    @Test func `is not evaluated where the implied success is false`() throws {
        let condition = try Condition(parsing: "fromJSON('x')", knowing: vocabulary)
        #expect(try !condition.evaluate(in: scope(succeeding: false)))
        #expect(throws: ExpressionError.self) {
            try condition.evaluate(in: scope(succeeding: true))
        }
    }

    @Test func `needs a success function in the scope to imply it`() throws {
        let condition = try Condition(parsing: "true", knowing: vocabulary)
        #expect(throws: ExpressionError.self) { try condition.evaluate(in: Scope()) }
    }

    @Test func `knows its contexts and whether it calls a status function`() throws {
        let plain = try Condition(parsing: "github.ref", knowing: vocabulary)
        let status = try Condition(parsing: "x ${{ Failure() }}", knowing: vocabulary)
        #expect(plain.contexts == ["github"])
        #expect(!plain.callsStatusFunction)
        #expect(status.callsStatusFunction)
    }

    @Test(arguments: ["secrets.A == ''", "${{ secrets.A }}", "1 ==", "${{ 1", "${{ }}"])
    func `is refused with a place`(source: String) throws {
        let error = try #require(throws: TemplateError.self) {
            try Condition(parsing: source, knowing: vocabulary)
        }
        #expect(error.errors.count == 1)
    }
}
