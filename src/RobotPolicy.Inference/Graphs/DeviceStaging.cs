using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;
using RobotPolicy.Inference.Devices;
using RobotPolicy.Inference.Graphs.Composition;

namespace RobotPolicy.Inference.Graphs;

/// <summary>
/// Carries float32 tensors from the host to a graph's tensors on the device before a run, and back after it; also between
/// float32 and float16, on the device.
/// </summary>
/// <remarks>
/// Binding host memory to a graph on a device copies it once, at the binding: later runs would see the first observation for
/// ever (and a captured graph replays addresses, so an output bound to the host would freeze too). Hence the graph itself is
/// bound to memory of the device only, and two graphs of copies, which are never captured, stand around it: the first is bound
/// anew for each run, which is when the copy happens; the second writes its outputs to the host at each run.
/// </remarks>
internal sealed class DeviceStaging : IDisposable
{
    private readonly ExecutionDeviceOptions _options;
    private readonly DeviceMemory _memory;
    private readonly List<Line> _up = [];
    private readonly List<Line> _down = [];
    private readonly List<IDisposable> _native = [];
    private readonly RunOptions _runOptions = new();
    private (InferenceSession Session, OrtIoBinding Binding)? _upload;
    private (InferenceSession Session, OrtIoBinding Binding)? _download;
    private bool _sealed;

    public DeviceStaging(InferenceSession session, ExecutionDeviceOptions options)
    {
        _options = options with { CaptureGraph = false };
        _memory = new DeviceMemory(session, options);
    }

    public Memory<float> BindInput(OrtIoBinding graph, string name, TensorElementType type, long[] shape)
    {
        var memory = Add(_up, type, shape, out var onDevice);
        graph.BindInput(name, onDevice);
        return memory;
    }

    public Memory<float> BindOutput(OrtIoBinding graph, string name, TensorElementType type, long[] shape)
    {
        var memory = Add(_down, type, shape, out var onDevice);
        graph.BindOutput(name, onDevice);
        return memory;
    }

    /// <summary>Host to device. The first call makes the two graphs of copies.</summary>
    public void Upload()
    {
        if (!_sealed)
            Seal();
        if (_upload is not { } upload)
            return;
        foreach (var line in _up)
            upload.Binding.BindInput(line.Source, line.Host);
        upload.Session.RunWithBinding(_runOptions, upload.Binding);
    }

    /// <summary>Device to host.</summary>
    public void Download()
    {
        if (_download is { } download)
            download.Session.RunWithBinding(_runOptions, download.Binding);
    }

    public void Dispose()
    {
        // Bindings before their sessions.
        for (var i = _native.Count - 1; i >= 0; i--)
            _native[i].Dispose();
        _runOptions.Dispose();
        _memory.Dispose();
    }

    private Memory<float> Add(List<Line> lines, TensorElementType type, long[] shape, out OrtValue onDevice)
    {
        if (_sealed)
            throw new InvalidOperationException("A graph on a device is bound before its first run: a captured graph replays the addresses of that run.");
        if (type is not (TensorElementType.Float or TensorElementType.Float16))
            throw new ArgumentException($"Only float32 and float16 tensors are bound, not {type}.", nameof(type));
        HostTensor.Length(shape);
        onDevice = _memory.OnDevice(type, shape);
        var host = _memory.OnHost(shape, out var memory);
        lines.Add(new Line($"in{lines.Count}", $"out{lines.Count}", type, shape, host, onDevice));
        return memory;
    }

    private void Seal()
    {
        if (_up.Count > 0)
        {
            var upload = Open(_up, line => (OnnxElementType.Float, Element(line.Type)));
            foreach (var line in _up)
                upload.Binding.BindOutput(line.Target, line.OnDevice);
            _upload = upload;
        }

        if (_down.Count > 0)
        {
            var download = Open(_down, line => (Element(line.Type), OnnxElementType.Float));
            foreach (var line in _down)
            {
                download.Binding.BindInput(line.Source, line.OnDevice);
                download.Binding.BindOutput(line.Target, line.Host);
            }

            _download = download;
        }

        _sealed = true;
    }

    private (InferenceSession Session, OrtIoBinding Binding) Open(List<Line> lines, Func<Line, (OnnxElementType From, OnnxElementType To)> types)
    {
        var model = new OnnxGraphWriter();
        foreach (var line in lines)
        {
            var (from, to) = types(line);
            model.Input(line.Source, from, line.Shape).Output(line.Target, to, line.Shape);
            if (from == to)
                model.Node("Identity", [line.Source], [line.Target]);
            else
                model.Node("Cast", [line.Source], [line.Target], OnnxGraphWriter.Attribute("to", (long)to));
        }

        using var sessionOptions = new SessionOptions { IntraOpNumThreads = 1, InterOpNumThreads = 1 };

        // TensorRT would compile an engine for each copy.
        var device = _options.Device == ExecutionDevice.TensorRt ? _options with { Device = ExecutionDevice.Cuda } : _options;
        ProviderSetup.Append(sessionOptions, device, capture: false);
        var session = new InferenceSession(model.Build(), sessionOptions);
        _native.Add(session);
        var binding = session.CreateIoBinding();
        _native.Add(binding);
        return (session, binding);
    }

    private static OnnxElementType Element(TensorElementType type) =>
        type == TensorElementType.Float16 ? OnnxElementType.Float16 : OnnxElementType.Float;

    private sealed record Line(string Source, string Target, TensorElementType Type, long[] Shape, OrtValue Host, OrtValue OnDevice);
}
