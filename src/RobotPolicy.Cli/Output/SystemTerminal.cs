using System.Text;
using Microsoft.Win32.SafeHandles;

namespace RobotPolicy.Cli.Output;

/// <summary>The terminal that the process was started in.</summary>
internal static class SystemTerminal
{
    /// <summary>Opens it.</summary>
    public static Terminal Open(Interrupts interrupts)
    {
        var outIsTerminal = !Console.IsOutputRedirected;
        return new Terminal
        {
            Out = outIsTerminal ? Console.Out : Text(Descriptor(1)),
            Error = Console.IsErrorRedirected ? Text(Descriptor(2)) : Console.Error,
            In = Console.IsInputRedirected ? new StreamReader(Console.OpenStandardInput()) : new LazyConsoleReader(),
            OutBytes = () => Descriptor(1),
            OutIsTerminal = outIsTerminal,
            ErrorIsTerminal = !Console.IsErrorRedirected,
            InIsTerminal = !Console.IsInputRedirected,
            Width = outIsTerminal ? Math.Max(40, Console.WindowWidth) : 100,
            Environment = Environment.GetEnvironmentVariable,
            Interrupts = interrupts,
        };
    }

    private static StreamWriter Text(Stream stream) => new(stream, new UTF8Encoding(false)) { AutoFlush = true };

    // Console's own stream goes on in silence when the reader has left (`robotctl state --rate 10 | head`); this one says so.
    private static FileStream Descriptor(int number) => new(new SafeFileHandle(number, ownsHandle: false), FileAccess.Write, bufferSize: 0);

    // Console.In starts the terminal's reader, which most commands never need.
    private sealed class LazyConsoleReader : TextReader
    {
        public override string? ReadLine() => Console.In.ReadLine();

        public override int Read() => Console.In.Read();
    }
}
