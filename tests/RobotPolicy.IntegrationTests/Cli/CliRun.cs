using RobotPolicy.Cli;
using RobotPolicy.Cli.Output;

namespace RobotPolicy.IntegrationTests.Cli;

/// <summary>One run of robotctl inside the test's process.</summary>
internal sealed class CliRun
{
    private readonly StringWriter _out = new();
    private readonly StringWriter _error = new();

    public string Out => _out.ToString();

    public string Error => _error.ToString();

    public int Code { get; private set; } = -1;

    public Interrupts Interrupts { get; } = new();

    /// <summary>What is typed or piped in.</summary>
    public TextReader In { get; init; } = TextReader.Null;

    public bool IsTerminal { get; init; }

    public Dictionary<string, string> Environment { get; init; } = [];

    public IKeySource Keys { get; init; } = new NoKeys();

    /// <summary>Runs it to its end.</summary>
    public static async Task<CliRun> RunAsync(string endpoint, params string[] args)
    {
        var run = new CliRun();
        await run.StartAsync(endpoint, args);
        return run;
    }

    /// <summary>Runs it; the task ends with it.</summary>
    public async System.Threading.Tasks.Task StartAsync(string endpoint, params string[] args)
    {
        var terminal = new Terminal
        {
            Out = TextWriter.Synchronized(_out),
            Error = TextWriter.Synchronized(_error),
            In = In,
            OutBytes = () => throw new InvalidOperationException("No picture was to go to standard output."),
            OutIsTerminal = IsTerminal,
            InIsTerminal = IsTerminal,
            ErrorIsTerminal = IsTerminal,
            Environment = name => Environment.GetValueOrDefault(name),
            Keys = Keys,
            Interrupts = Interrupts,
        };
        Code = await CommandLine.RunAsync([.. args, "--endpoint", endpoint], terminal).WaitAsync(Loop.Wait.Patience);
    }

    private sealed class NoKeys : IKeySource
    {
        public bool TryRead(out ConsoleKeyInfo key)
        {
            key = default;
            return false;
        }
    }
}
