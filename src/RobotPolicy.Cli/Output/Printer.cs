using System.Buffers;
using System.Text;
using System.Text.Json;
using Google.Protobuf;

namespace RobotPolicy.Cli.Output;

/// <summary>
/// What a command says: objects for programs (<c>--json</c>, one per line), or lines and tables for people. Not thread-safe.
/// Standard output holds the answer, standard error everything beside it.
/// </summary>
internal sealed class Printer
{
    private readonly Terminal _terminal;

    public Printer(Terminal terminal, bool json)
    {
        _terminal = terminal;
        Json = json;
        Colour = ColoursWanted(terminal) && terminal.OutIsTerminal;
    }

    /// <summary>Whether programs read the answer.</summary>
    public bool Json { get; }

    /// <summary>Whether standard output has colours.</summary>
    public bool Colour { get; }

    /// <summary>Whether a table may redraw itself in place.</summary>
    public bool Live => _terminal.OutIsTerminal && !Json && _terminal.Environment("TERM") != "dumb";

    /// <summary>The answer: the message for programs, the sheets for people.</summary>
    public void Answer(IMessage message, Func<IReadOnlyList<Sheet>> sheets)
    {
        if (Json)
            Object(message);
        else
            Sheets(sheets());
    }

    /// <summary>The answer: the message for programs, the line for people.</summary>
    public void Answer(IMessage message, string line, Tone tone = Tone.Plain)
    {
        if (Json)
            Object(message);
        else
            Line(line, tone);
    }

    /// <summary>The answer: one object per message for programs, a table for people.</summary>
    public void Answer(IEnumerable<IMessage> messages, Func<Sheet> sheet) => Answer(messages, () => (IReadOnlyList<Sheet>)[sheet()]);

    /// <summary>The answer: one object per message for programs, tables for people.</summary>
    public void Answer(IEnumerable<IMessage> messages, Func<IReadOnlyList<Sheet>> sheets)
    {
        if (!Json)
        {
            Sheets(sheets());
            return;
        }

        foreach (var message in messages)
            Object(message);
    }

    /// <summary>A line for people; nothing for programs.</summary>
    public void Line(string text, Tone tone = Tone.Plain)
    {
        if (!Json)
            _terminal.Out.WriteLine(Colour ? Ansi.Paint(text, tone) : text);
    }

    /// <summary>One object on a line of its own.</summary>
    public void Object(IMessage message) => Object(json => MessageJson.Write(json, message));

    /// <summary>One object on a line of its own.</summary>
    public void Object(Action<Utf8JsonWriter> write) => _terminal.Out.WriteLine(Encode(write));

    /// <summary>Something beside the answer, on standard error.</summary>
    public void Note(string text, Tone tone = Tone.Dim) =>
        _terminal.Error.WriteLine(_terminal.ErrorIsTerminal && ColoursWanted(_terminal) ? Ansi.Paint(text, tone) : text);

    /// <summary>An object beside the answer, on standard error.</summary>
    public void NoteObject(Action<Utf8JsonWriter> write) => _terminal.Error.WriteLine(Encode(write));

    /// <summary>Tables for people.</summary>
    public void Sheets(IReadOnlyList<Sheet> sheets)
    {
        if (_terminal.OutIsTerminal)
        {
            RichSheet.Console(_terminal, Colour).Write(RichSheet.Of(sheets));
            return;
        }

        for (var i = 0; i < sheets.Count; i++)
        {
            if (i > 0)
                _terminal.Out.WriteLine();
            PlainSheet.Write(_terminal.Out, sheets[i]);
        }
    }

    private static bool ColoursWanted(Terminal terminal) =>
        string.IsNullOrEmpty(terminal.Environment("NO_COLOR")) && terminal.Environment("TERM") != "dumb";

    private static string Encode(Action<Utf8JsonWriter> write)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer, new JsonWriterOptions { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping }))
            write(json);
        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }
}
