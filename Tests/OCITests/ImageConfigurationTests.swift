import Testing

@testable import OCI

@Suite struct `An image configuration` {
    private func read(_ text: String) throws(OCIError) -> ImageConfiguration {
        try Document.decode(ImageConfiguration.self, from: Array(text.utf8), named: "config")
    }

    @Test func `is read as Docker writes it`() throws {
        let configuration = try read(
            """
            {"architecture":"arm64","variant":"v8","os":"linux","created":"2024-05-22T18:18:12Z",
             "config":{"User":"1000:1000","Env":["PATH=/bin","A=b=c"],"Cmd":["sh","-c","true"],
               "Entrypoint":null,"Volumes":{"/data":{},"/cache":{}},"WorkingDir":"/srv",
               "ExposedPorts":{"8080/tcp":{}},"Labels":{"a":"b"},"OnBuild":null,"StopSignal":"TERM"},
             "container_config":{"Hostname":"x"},
             "rootfs":{"type":"layers","diff_ids":["sha256:\(String(repeating: "a", count: 64))"]},
             "history":[{"created":"2024-05-22T18:18:12Z","created_by":"x","empty_layer":true}]}
            """
        )
        let config = try #require(configuration.config)
        #expect(configuration.platform.description == "linux/arm64/v8")
        #expect(config.user == "1000:1000")
        #expect(config.environment == ["PATH=/bin", "A=b=c"])
        #expect(config.command == ["sh", "-c", "true"])
        #expect(config.entrypoint == nil)
        #expect(config.volumes == ["/cache", "/data"])
        #expect(config.exposedPorts == ["8080/tcp"])
        #expect(config.workingDirectory == "/srv")
        #expect(config.stopSignal == "TERM")
        #expect(configuration.rootfs.diffIDs.count == 1)
        #expect(configuration.history?.first?.emptyLayer == true)
    }

    @Test func `of an image without layers and words is read`() throws {
        let configuration = try read(
            #"{"architecture":"amd64","os":"linux","config":null,"rootfs":{"type":"layers","diff_ids":null}}"#
        )
        #expect(configuration.config == nil)
        #expect(configuration.rootfs.diffIDs.isEmpty)
    }

    @Test func `is the same after writing and reading`() throws {
        let configuration = ImageConfiguration(
            platform: Platform(os: "linux", architecture: "amd64"),
            config: ExecutionParameters(
                user: "app",
                environment: ["A=1"],
                entrypoint: ["/run"],
                volumes: ["/v"],
                labels: ["k": "v"]
            ),
            diffIDs: [.of([1])],
            history: [HistoryEntry(createdBy: "COPY . /", emptyLayer: false)]
        )
        let bytes = try Document.encode(configuration)
        #expect(
            try Document.decode(ImageConfiguration.self, from: bytes, named: "x") == configuration
        )
        #expect(try Document.encode(configuration) == bytes)
    }

    @Test func `with a wrong digest is refused`() {
        #expect(throws: OCIError.self) {
            try read(
                #"{"architecture":"a","os":"l","rootfs":{"type":"layers","diff_ids":["sha256:../x"]}}"#
            )
        }
    }
}

@Suite struct `A platform` {
    private func platform(_ text: String) -> Platform {
        let parts = text.split(separator: "/").map(String.init)
        return Platform(
            os: parts[0],
            architecture: parts[1],
            variant: parts.count > 2 ? parts[2] : nil
        )
    }

    @Test(arguments: [
        ("linux/amd64", "linux/amd64", true), ("linux/amd64", "linux/arm64", false),
        ("linux/amd64", "windows/amd64", false), ("linux/arm64/v8", "linux/arm64", true),
        ("linux/arm64", "linux/arm64/v8", true), ("linux/arm/v7", "linux/arm/v6", true),
        ("linux/arm/v6", "linux/arm/v7", false), ("linux/amd64", "linux/amd64/v3", false),
        ("linux/amd64/v3", "linux/amd64", true), ("linux/mips/softfloat", "linux/mips", false),
    ])
    func `runs what fits its variant`(host: String, image: String, fits: Bool) {
        #expect(platform(host).runs(platform(image)) == fits)
    }

    @Test func `of an attestation is none`() {
        let attestation = Descriptor(
            mediaType: .manifest,
            digest: .of([]),
            size: 0,
            platform: Platform(os: "unknown", architecture: "unknown")
        )
        #expect(attestation.isAttestation)
        #expect(!Descriptor(mediaType: .manifest, digest: .of([]), size: 0).isAttestation)
    }
}
