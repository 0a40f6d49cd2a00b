namespace RobotPolicy.Cli.Output;

/// <summary>Everything outside the process that a command reads or writes, so that tests can stand in for it.</summary>
internal sealed record Terminal
{
    /// <summary>Standard output as text.</summary>
    public required TextWriter Out { get; init; }

    /// <summary>Standard error as text.</summary>
    public required TextWriter Error { get; init; }

    /// <summary>Standard input as text.</summary>
    public required TextReader In { get; init; }

    /// <summary>Standard output as bytes, for pictures.</summary>
    public required Func<Stream> OutBytes { get; init; }

    /// <summary>Whether a human sees standard output.</summary>
    public bool OutIsTerminal { get; init; }

    /// <summary>Whether a human sees standard error.</summary>
    public bool ErrorIsTerminal { get; init; }

    /// <summary>Whether a human types standard input.</summary>
    public bool InIsTerminal { get; init; }

    /// <summary>Columns.</summary>
    public int Width { get; init; } = 100;

    /// <summary>Reads an environment variable.</summary>
    public Func<string, string?> Environment { get; init; } = _ => null;

    /// <summary>Clock.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;

    /// <summary>Keys, one by one.</summary>
    public IKeySource Keys { get; init; } = new ConsoleKeys();

    /// <summary>Ctrl-C.</summary>
    public Interrupts Interrupts { get; init; } = new();
}
