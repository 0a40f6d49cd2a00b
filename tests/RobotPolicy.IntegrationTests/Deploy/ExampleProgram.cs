using RobotPolicy.IntegrationTests.Loop;
using RobotPolicy.IntegrationTests.Peers;

namespace RobotPolicy.IntegrationTests.Deploy;

/// <summary>Starts an example of deploy/examples as its README says.</summary>
internal static class ExampleProgram
{
    public const string CSharp = "csharp";
    public const string Python = "python";
    public const string TypeScript = "typescript";

    /// <summary>All of them.</summary>
    public static IReadOnlyList<string> All { get; } = [CSharp, Python, TypeScript];

    private static readonly string Folder = Path.Combine(WorkingCopy.Root, "deploy", "examples");
    private static readonly Lazy<string> Stubs = new(MakeStubs);

    /// <summary>Starts one.</summary>
    /// <param name="language">Which.</param>
    /// <param name="address">The service's API, http:// or https://.</param>
    /// <param name="arguments">Further arguments.</param>
    public static ProgramProcess Start(string language, string address, params IEnumerable<string> arguments)
    {
        var endpoint = new Uri(address).Authority;
        return language switch
        {
            CSharp => ProgramProcess.StartOwn("robotpolicy-example", ["--endpoint", address, .. arguments]),
            Python => ProgramProcess.StartOther(
                "/usr/bin/python3", [Path.Combine(Folder, "python", "example.py"), "--endpoint", endpoint, .. arguments],
                ("PYTHONPATH", Stubs.Value), ("PYTHONDONTWRITEBYTECODE", "1"), ("no_proxy", "*")),
            _ => ProgramProcess.StartOther(
                "node", [Path.Combine(Folder, "typescript", "example.mjs"), "--endpoint", endpoint, .. arguments],
                ("NODE_PATH", Path.Combine(WorkingCopy.Root, "node_modules")), ("no_proxy", "*")),
        };
    }

    private static string MakeStubs()
    {
        var folder = Directory.CreateDirectory(Path.Combine(WorkingCopy.Root, "artifacts", "example-stubs")).FullName;
        var protos = Path.Combine(WorkingCopy.Root, "proto");
        using var protoc = ProgramProcess.StartOther(
            "protoc",
            [
                "-I", protos, $"--python_out={folder}", $"--grpc_python_out={folder}", "--plugin=protoc-gen-grpc_python=/usr/bin/grpc_python_plugin",
                .. Directory.GetFiles(Path.Combine(protos, "robotpolicy", "v1"), "*.proto"),
            ]);
        Assert.True(protoc.WaitForExit() == 0, protoc.Describe("failed; run: apt-get install protobuf-compiler protobuf-compiler-grpc"));
        return folder;
    }
}
