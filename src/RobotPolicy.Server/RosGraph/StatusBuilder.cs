using System.Globalization;
using RobotPolicy.Ros.Messages;

namespace RobotPolicy.Server.RosGraph;

/// <summary>One diagnostic status while it is put together: the worst level and its message stay.</summary>
internal sealed class StatusBuilder(string name, string hardwareId)
{
    private readonly List<DiagnosticValue> _values = [];
    private DiagnosticLevel _level = DiagnosticLevel.Ok;
    private string _message = "";

    public DiagnosticLevel Level => _level;

    /// <summary>Raises the level, unless it is as high already.</summary>
    public StatusBuilder Raise(DiagnosticLevel level, string message)
    {
        if (level > _level)
            (_level, _message) = (level, message);
        return this;
    }

    public StatusBuilder Add(string key, string value)
    {
        _values.Add(new DiagnosticValue(Clean(key), Clean(value)));
        return this;
    }

    public StatusBuilder Add(string key, long value) => Add(key, value.ToString(CultureInfo.InvariantCulture));

    public StatusBuilder AddMilliseconds(string key, long ns) =>
        Add(key, ns < 0 ? "never" : (ns / 1e6).ToString("0.###", CultureInfo.InvariantCulture));

    public StatusBuilder AddHz(string key, double value) => Add(key, value.ToString("0.##", CultureInfo.InvariantCulture));

    /// <param name="ok">Message while nothing is wrong.</param>
    public DiagnosticStatus Build(string ok = "ok") =>
        new(_level, Clean(name), Clean(_level == DiagnosticLevel.Ok ? ok : _message), Clean(hardwareId), _values);

    /// <summary>A NUL ends a string on the wire, and the encoder refuses it.</summary>
    private static string Clean(string text) => text.Replace('\0', ' ');
}
