import Testing

@testable import OCI

@Suite struct `A system call filter of the runtime specification` {
    private func read(_ text: String) throws(OCIError) -> LinuxSeccomp {
        try Document.decode(LinuxSeccomp.self, from: Array(text.utf8), named: "config.json")
    }

    @Test func `is read with all its keys and written back the same`() throws {
        let text = """
            {"architectures":["SCMP_ARCH_X86","SCMP_ARCH_X32"],"defaultAction":"SCMP_ACT_ERRNO",\
            "defaultErrnoRet":38,"flags":["SECCOMP_FILTER_FLAG_LOG"],"listenerMetadata":"m",\
            "listenerPath":"/run/s","syscalls":[{"action":"SCMP_ACT_NOTIFY","args":[{"index":1,\
            "op":"SCMP_CMP_MASKED_EQ","value":18446744073709551615,"valueTwo":2}],"errnoRet":1,\
            "names":["getcwd","chmod"]}]}
            """
        let filter = try read(text)
        #expect(filter.syscalls?.first?.args?.first?.value == .max)
        #expect(try String(decoding: Document.encode(filter), as: UTF8.self) == text)
    }

    @Test func `needs a default action alone`() throws {
        #expect(
            try read(#"{"defaultAction":"SCMP_ACT_ALLOW"}"#) == LinuxSeccomp(defaultAction: .allow)
        )
        #expect(throws: OCIError.self) { try read("{}") }
    }

    @Test(arguments: [
        #"{"defaultAction":"SCMP_ACT_MAYBE"}"#,
        #"{"defaultAction":"SCMP_ACT_ALLOW","architectures":["SCMP_ARCH_PDP11"]}"#,
        #"{"defaultAction":"SCMP_ACT_ALLOW","flags":["SECCOMP_FILTER_FLAG_NEW_LISTENER"]}"#,
        #"{"defaultAction":"SCMP_ACT_ALLOW","defaultErrnoRet":-1}"#,
        #"{"defaultAction":"SCMP_ACT_ALLOW","syscalls":[{"action":"SCMP_ACT_KILL"}]}"#,
        #"""
        {"defaultAction":"SCMP_ACT_ALLOW","syscalls":[{"names":["a"],"action":"SCMP_ACT_KILL",
        "args":[{"index":0,"value":1,"op":"=="}]}]}
        """#,
    ]) func `with a word that the specification does not have is refused`(text: String) {
        #expect(throws: OCIError.self) { try read(text) }
    }
}
