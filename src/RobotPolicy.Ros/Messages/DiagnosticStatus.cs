using System.Text;
using RobotPolicy.Ros.Cdr;

namespace RobotPolicy.Ros.Messages;

/// <summary><c>diagnostic_msgs/msg/DiagnosticStatus</c>.</summary>
/// <param name="Level">How it is.</param>
/// <param name="Name">Component, <c>node: task</c>.</param>
/// <param name="Message">One line about it.</param>
/// <param name="HardwareId">Hardware that it is about.</param>
/// <param name="Values">Figures.</param>
public sealed record DiagnosticStatus(
    DiagnosticLevel Level, string Name, string Message, string HardwareId, IReadOnlyList<DiagnosticValue> Values)
{
    /// <summary>Fewest bytes of an encoded status: its level, three empty strings and an empty sequence.</summary>
    internal const int MinEncodedSize = 17;

    private const int MinEncodedValueSize = 8;

    internal static DiagnosticStatus Read(scoped ref CdrReader reader, ref int valueBudget)
    {
        var level = reader.ReadByte("status[].level");
        if (level > (byte)DiagnosticLevel.Stale)
            reader.Fail(CdrStatus.InvalidValue, "status[].level", (byte)DiagnosticLevel.Stale, level);
        var name = Encoding.UTF8.GetString(reader.ReadString("status[].name"));
        var message = Encoding.UTF8.GetString(reader.ReadString("status[].message"));
        var hardwareId = Encoding.UTF8.GetString(reader.ReadString("status[].hardware_id"));
        var values = new DiagnosticValue[reader.ReadCount("status[].values", MinEncodedValueSize, valueBudget)];
        valueBudget -= values.Length;
        for (var i = 0; i < values.Length && !reader.Failed; i++)
        {
            var key = Encoding.UTF8.GetString(reader.ReadString("status[].values[].key"));
            values[i] = new DiagnosticValue(key, Encoding.UTF8.GetString(reader.ReadString("status[].values[].value")));
        }

        return new DiagnosticStatus((DiagnosticLevel)level, name, message, hardwareId, values);
    }

    internal void Write(scoped ref CdrWriter writer)
    {
        writer.WriteByte((byte)Level, "status[].level");
        writer.WriteString(Name, "status[].name");
        writer.WriteString(Message, "status[].message");
        writer.WriteString(HardwareId, "status[].hardware_id");
        writer.WriteCount(Values.Count, "status[].values");
        foreach (var value in Values)
        {
            writer.WriteString(value.Key, "status[].values[].key");
            writer.WriteString(value.Value, "status[].values[].value");
        }
    }
}
