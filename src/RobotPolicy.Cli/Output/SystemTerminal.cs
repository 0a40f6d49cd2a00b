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
            Out = outIsTerminal ? Console.Out : Text(Bytes()),
            Error = Console.Error,
            In = Console.IsInputRedirected ? new StreamReader(Console.OpenStandardInput()) : new LazyConsoleReader(),
            OutBytes = Bytes,
            OutIsTerminal = outIsTerminal,
            ErrorIsTerminal = !Console.IsErrorRedirected,
            InIsTerminal = !Console.IsInputRedirected,
            Width = outIsTerminal ? Math.Max(40, Console.WindowWidth) : 100,
            Environment = Environment.GetEnvironmentVariable,
            Interrupts = interrupts,
        };
    }

    private static StreamWriter Text(Stream stream) => new(stream, new UTF8Encoding(false)) { AutoFlush = true };

    // Console's own stream goes on in silence when the reader of a pipe has left (`robotctl state --rate 10 | head`); this one says so.
    // In a file that others write too, such as a log, only Console's keeps the common place.
    private static Stream Bytes()
    {
        var pipe = new FileStream(new SafeFileHandle(1, ownsHandle: false), FileAccess.Write, bufferSize: 0);
        return pipe.CanSeek ? Console.OpenStandardOutput() : pipe;
    }

    // Console.In starts the terminal's reader, which most commands never need.
    private sealed class LazyConsoleReader : TextReader
    {
        public override string? ReadLine() => Console.In.ReadLine();

        public override int Read() => Console.In.Read();
    }
}
