using RobotPolicy.Inference.Graphs;

namespace RobotPolicy.IntegrationTests.Inference.Graphs;

/// <summary>Collects warnings about optimised graphs until it is disposed; other tests' lines of ONNX Runtime go where they went.</summary>
internal sealed class OnnxWarnings : IDisposable
{
    private readonly Action<OnnxLogLevel, string>? _previous = OnnxEnvironment.Log;
    private readonly List<string> _texts = [];

    public OnnxWarnings() => OnnxEnvironment.Log = (level, text) =>
    {
        if (text.StartsWith("The optimised graph of", StringComparison.Ordinal))
            lock (_texts)
                _texts.Add(text);
        _previous?.Invoke(level, text);
    };

    public IReadOnlyList<string> Texts
    {
        get
        {
            lock (_texts)
                return [.. _texts];
        }
    }

    public void Dispose() => OnnxEnvironment.Log = _previous;
}
