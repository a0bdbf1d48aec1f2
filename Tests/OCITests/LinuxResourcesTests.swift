import Testing

@testable import OCI

@Suite struct `The resources of a runtime configuration` {
    private func read(_ text: String) throws(OCIError) -> LinuxResources {
        try Document.decode(LinuxResources.self, from: Array(text.utf8), named: "config.json")
    }

    @Test func `are read as the specification writes them`() throws {
        let resources = try read(
            """
            {"devices":[{"allow":false,"access":"rwm"},
                        {"allow":true,"type":"c","major":10,"minor":229,"access":"rw"}],
             "memory":{"limit":536870912,"reservation":536870912,"swap":-1,"kernel":-1,
                       "kernelTCP":-1,"swappiness":0,"disableOOMKiller":false,
                       "useHierarchy":true,"checkBeforeUpdate":true},
             "cpu":{"shares":1024,"quota":1000000,"burst":1000000,"period":500000,
                    "realtimeRuntime":950000,"realtimePeriod":1000000,"cpus":"2-3","mems":"0-7",
                    "idle":0},
             "pids":{"limit":32771},
             "blockIO":{"weight":10,"leafWeight":11,
                        "weightDevice":[{"major":8,"minor":0,"weight":500,"leafWeight":300}],
                        "throttleReadBpsDevice":[{"major":8,"minor":0,"rate":600}],
                        "throttleWriteIOPSDevice":[{"major":8,"minor":16,"rate":300}]},
             "hugepageLimits":[{"pageSize":"2MB","limit":18446744073709551615}],
             "network":{"classID":1048577,"priorities":[{"name":"eth0","priority":500}]},
             "rdma":{"mlx5_1":{"hcaHandles":3,"hcaObjects":10000}},
             "unified":{"io.max":"259:0 rbps=2097152 wiops=120"}}
            """
        )
        #expect(
            resources.devices == [
                LinuxDeviceRule(allow: false, access: "rwm"),
                LinuxDeviceRule(allow: true, type: "c", major: 10, minor: 229, access: "rw"),
            ]
        )
        #expect(resources.memory?.limit == 536_870_912)
        #expect(resources.memory?.swap == -1)
        #expect(resources.memory?.checkBeforeUpdate == true)
        #expect(resources.cpu?.cpus == "2-3")
        #expect(resources.cpu?.burst == 1_000_000)
        #expect(resources.pids?.limit == 32771)
        #expect(resources.blockIO?.weightDevice?.first?.leafWeight == 300)
        #expect(
            resources.blockIO?.throttleWriteIOPSDevice
                == [LinuxThrottleDevice(major: 8, minor: 16, rate: 300)]
        )
        #expect(resources.hugepageLimits?.first?.limit == .max)
        #expect(resources.network?.classID == 1_048_577)
        #expect(resources.network?.priorities?.first?.name == "eth0")
        #expect(resources.rdma?["mlx5_1"]?.hcaObjects == 10000)
        #expect(resources.unified == ["io.max": "259:0 rbps=2097152 wiops=120"])
    }

    @Test func `may be left out, null or unknown`() throws {
        #expect(try read("{}") == LinuxResources())
        #expect(try read(#"{"memory":null,"devices":null,"later":{"x":1}}"#) == LinuxResources())
        #expect(try read(#"{"pids":{"later":1}}"#) == LinuxResources(pids: LinuxPids()))
    }

    @Test(arguments: [
        #"{"memory":{"limit":"1g"}}"#, #"{"cpu":{"shares":-1}}"#, #"{"unified":{"a":1}}"#,
        #"{"blockIO":{"weight":70000}}"#, #"{"devices":{}}"#,
    ])
    func `of another shape are refused`(text: String) {
        #expect(throws: OCIError.self) { try read(text) }
    }

    @Test func `are the same after writing and reading, and write no key that is not set`() throws {
        let resources = LinuxResources(
            devices: [LinuxDeviceRule(allow: true, type: "b")],
            memory: LinuxMemory(limit: .max),
            cpu: LinuxCPU(cpus: "0"),
            unified: ["memory.high": "max"]
        )
        let bytes = try Document.encode(resources)
        #expect(
            String(decoding: bytes, as: UTF8.self)
                == #"{"cpu":{"cpus":"0"},"devices":[{"allow":true,"type":"b"}],"#
                + #""memory":{"limit":9223372036854775807},"unified":{"memory.high":"max"}}"#
        )
        #expect(try Document.decode(LinuxResources.self, from: bytes, named: "x") == resources)
    }
}
