using System.Diagnostics;

namespace RobotPolicy.IntegrationTests.Loop;

/// <summary>One of our programs as a process of its own, with its lines; killed when the test ends, whatever happened.</summary>
internal sealed class ProgramProcess : IDisposable
{
    private const int MaxLines = 10_000;

    private readonly string _name;
    private readonly Process _process;
    private readonly Lock _gate = new();
    private readonly List<string> _output = [];
    private readonly List<string> _errors = [];

    private ProgramProcess(
        string name, IEnumerable<string> arguments, string folder = "", params (string Name, string Value)[] environment)
        : this(name, new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, $"{name}.dll"), .. arguments]) { WorkingDirectory = folder }, environment)
    {
    }

    private ProgramProcess(string name, ProcessStartInfo start, params (string Name, string Value)[] environment)
    {
        _name = name;
        (start.RedirectStandardOutput, start.RedirectStandardError) = (true, true);
        foreach (var (variable, value) in environment)
            start.Environment[variable] = value;
        _process = new Process { StartInfo = start };
        _process.OutputDataReceived += (_, line) => Keep(_output, line.Data);
        _process.ErrorDataReceived += (_, line) => Keep(_errors, line.Data);
        _process.Start();
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
    }

    /// <summary>Lines on standard output so far.</summary>
    public string[] Output => Copy(_output);

    /// <summary>Lines on standard error so far: the service's log.</summary>
    public string[] Errors => Copy(_errors);

    public bool HasExited => _process.HasExited;

    /// <summary>Memory that is resident now, in bytes.</summary>
    public long ResidentBytes
    {
        get
        {
            _process.Refresh();
            return _process.WorkingSet64;
        }
    }

    /// <summary>Folders and files that the kernel watches for it.</summary>
    public int WatchedCount => Directory.EnumerateFiles($"/proc/{_process.Id}/fdinfo").Sum(WatchedBy);

    /// <summary>Starts the simulator and returns when it is on its topics.</summary>
    public static ProgramProcess StartSimulator(uint domain, int seed, params string[] more)
    {
        var simulator = new ProgramProcess(
            "robotpolicy-simulator", ["run", "--domain", $"{domain}", "--discovery", "loopback", "--seed", $"{seed}", .. more]);
        try
        {
            Wait.Until(
                () => simulator.Output.Any(line => line.StartsWith("READY ", StringComparison.Ordinal)) || simulator.HasExited,
                () => simulator.Describe("was not ready"));
            Assert.False(simulator.HasExited, simulator.Describe("did not start"));
            return simulator;
        }
        catch
        {
            simulator.Dispose();
            throw;
        }
    }

    /// <summary>Starts the service with the shipped profile and package.</summary>
    public static ProgramProcess StartService(string command, uint domain, params string[] more) => new(
        "robotpolicy-server",
        [
            command, "--hardware", Checkout.HardwareFile, "--policy", Checkout.PolicyFolder,
            "--domain", $"{domain}", "--discovery", "loopback", .. more,
        ]);

    /// <summary>Starts a campaign, which starts simulator and service itself.</summary>
    public static ProgramProcess StartCampaign(uint domain, params string[] arguments) => new("robotpolicy-campaign", arguments, environment: ("ROS_DOMAIN_ID", $"{domain}"));

    /// <summary>Starts a program that is not ours, such as an interpreter with a script.</summary>
    public static ProgramProcess StartOther(string program, IEnumerable<string> arguments, params (string Name, string Value)[] environment) =>
        new(Path.GetFileName(program), new ProcessStartInfo(program, arguments), environment);

    /// <summary>Starts one of our programs.</summary>
    public static ProgramProcess StartOwn(string name, IEnumerable<string> arguments) => new(name, arguments);

    /// <summary>Starts the service with exactly these arguments.</summary>
    public static ProgramProcess StartServiceWith(params string[] arguments) => new("robotpolicy-server", arguments);

    /// <summary>Starts the service with these arguments, as a service manager does: in "/", and with a socket to tell it.</summary>
    public static ProgramProcess StartManagedService(string socket, params string[] arguments) =>
        new("robotpolicy-server", arguments, "/", ("NOTIFY_SOCKET", socket));

    /// <summary>SIGTERM.</summary>
    public void Terminate() => Signal("TERM");

    /// <summary>SIGINT, as Ctrl-C sends it.</summary>
    public void Interrupt() => Signal("INT");

    /// <summary>SIGKILL: the program cannot say goodbye.</summary>
    public void Kill()
    {
        _process.Kill();
        _process.WaitForExit();
    }

    /// <summary>Waits for the end and for the last line.</summary>
    public int WaitForExit(TimeSpan? patience = null)
    {
        Wait.Until(() => _process.HasExited, () => Describe("was still running"), patience);
        _process.WaitForExit();
        return _process.ExitCode;
    }

    /// <summary>The last lines, for the messages of failed assertions.</summary>
    public string Describe(string what) =>
        $"{_name} {what}; its last lines:{Environment.NewLine}{string.Join(Environment.NewLine, Output.TakeLast(20).Concat(Errors.TakeLast(20)))}{Environment.NewLine}";

    public void Dispose()
    {
        if (!_process.HasExited)
            Kill();
        _process.Dispose();
    }

    private void Signal(string name)
    {
        using var kill = Process.Start("kill", [$"-{name}", $"{_process.Id}"]);
        kill.WaitForExit();
        Assert.Equal(0, kill.ExitCode);
    }

    private void Keep(List<string> lines, string? line)
    {
        lock (_gate)
        {
            if (line is not null && lines.Count < MaxLines)
                lines.Add(line);
        }
    }

    private string[] Copy(List<string> lines)
    {
        lock (_gate)
            return [.. lines];
    }

    private static int WatchedBy(string descriptor)
    {
        try
        {
            return File.ReadLines(descriptor).Count(line => line.StartsWith("inotify ", StringComparison.Ordinal));
        }
        catch (FileNotFoundException)
        {
            // Closed since it was listed.
            return 0;
        }
    }
}
