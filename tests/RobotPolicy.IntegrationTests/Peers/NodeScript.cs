using System.Diagnostics;

namespace RobotPolicy.IntegrationTests.Peers;

/// <summary>Runs a script of the tests with Node.js and the packages of the checkout.</summary>
internal static class NodeScript
{
    /// <summary>What it prints.</summary>
    public static Task<string> RunAsync(string script, params IEnumerable<string> arguments) => RunOnAsync("", script, arguments);

    /// <summary>What it prints on an input.</summary>
    public static async Task<string> RunOnAsync(string input, string script, params IEnumerable<string> arguments)
    {
        var start = new ProcessStartInfo("node", [script, .. arguments])
        {
            RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true, WorkingDirectory = WorkingCopy.Root,
        };
        start.Environment["NODE_PATH"] = Path.Combine(WorkingCopy.Root, "node_modules");
        using var process = Process.Start(start)!;
        await process.StandardInput.WriteAsync(input);
        process.StandardInput.Close();
        var output = process.StandardOutput.ReadToEndAsync();
        var error = await process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        Assert.True(process.ExitCode == 0, $"Install Node.js, and run: make setup. {error}");
        return await output;
    }
}
