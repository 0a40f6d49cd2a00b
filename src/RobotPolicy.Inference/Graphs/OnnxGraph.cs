using System.Runtime.InteropServices;
using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;
using RobotPolicy.Inference.Packages;

namespace RobotPolicy.Inference.Graphs;

/// <summary>
/// One ONNX graph with its inputs and outputs bound once to arrays of ours, so that a run neither copies nor allocates.
/// Open, bind, run. Only one thread may run it at a time; <see cref="Cancel"/> and <see cref="Dispose"/> may come from any.
/// </summary>
/// <remarks>
/// ONNX Runtime crashes the process when a disposed session or binding is run, and an <see cref="OrtIoBinding"/> keeps no
/// reference to what is bound. Hence the gate around every native call, and the roots held here.
/// </remarks>
public sealed class OnnxGraph : IDisposable
{
    /// <summary>Largest number of elements in one bound tensor.</summary>
    public const long MaxElements = 1L << 26;

    private const int AlignmentBytes = 64;
    private readonly object _gate = new();
    private readonly InferenceSession _session;
    private readonly OrtIoBinding _binding;
    private readonly RunOptions _runOptions;
    private readonly List<OrtValue> _bound = [];
    private bool _running;
    private bool _cancelled;
    private bool _disposed;

    private OnnxGraph(InferenceSession session, RunOptions runOptions, OrtIoBinding binding)
    {
        _session = session;
        _runOptions = runOptions;
        _binding = binding;
        Inputs = [.. session.InputMetadata.Select(Describe)];
        Outputs = [.. session.OutputMetadata.Select(Describe)];
    }

    /// <summary>Inputs that the graph declares.</summary>
    public IReadOnlyList<GraphTensor> Inputs { get; }

    /// <summary>Outputs that the graph declares.</summary>
    public IReadOnlyList<GraphTensor> Outputs { get; }

    /// <summary>What ONNX Runtime said about the last run that failed; <see langword="null"/> if none did.</summary>
    public string? LastError { get; private set; }

    /// <summary>Loads a graph. Takes from milliseconds to seconds.</summary>
    /// <param name="path">Absolute path of the ONNX file. External data may lie beside it, not outside its folder.</param>
    /// <param name="file">Name of the file, for errors.</param>
    /// <param name="options">How to run it.</param>
    /// <param name="errors">Receives what is wrong with it.</param>
    /// <returns>The graph, or <see langword="null"/> if it cannot be loaded.</returns>
    public static OnnxGraph? Open(string path, string file, OnnxGraphOptions options, ICollection<PackageError> errors)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(options.IntraOpThreads, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(options.IntraOpThreads, 64);
        OnnxEnvironment.EnsureCreated();
        try
        {
            using var sessionOptions = new SessionOptions
            {
                GraphOptimizationLevel = GraphOptimizationLevel.ORT_ENABLE_ALL,
                ExecutionMode = ExecutionMode.ORT_SEQUENTIAL,
                IntraOpNumThreads = options.IntraOpThreads,
                InterOpNumThreads = 1,
                LogSeverityLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_WARNING,
            };

            // Idle workers that spin would take the cores that the control thread shares with us.
            sessionOptions.AddSessionConfigEntry("session.intra_op.allow_spinning", "0");
            sessionOptions.AddSessionConfigEntry("session.inter_op.allow_spinning", "0");
            var session = new InferenceSession(path, sessionOptions);
            return new OnnxGraph(session, new RunOptions(), session.CreateIoBinding());
        }
        catch (Exception e) when (OnnxErrors.IsExpected(e))
        {
            errors.Add(OnnxErrors.ToPackageError(e, file));
            return null;
        }
    }

    /// <summary>Binds an input to new memory, filled with zeros. Set-up only.</summary>
    /// <param name="name">Name of a float32 input.</param>
    /// <param name="shape">Its shape with every dimension fixed.</param>
    /// <returns>The memory that every run reads.</returns>
    public Memory<float> BindInput(string name, params ReadOnlySpan<long> shape)
    {
        var memory = Allocate(shape, out var value);
        _binding.BindInput(name, value);
        return memory;
    }

    /// <summary>Binds an output to new memory. An output that is not bound is not computed. Set-up only.</summary>
    /// <param name="name">Name of a float32 output.</param>
    /// <param name="shape">Its shape with every dimension fixed.</param>
    /// <returns>The memory that every run fills.</returns>
    public Memory<float> BindOutput(string name, params ReadOnlySpan<long> shape)
    {
        var memory = Allocate(shape, out var value);
        _binding.BindOutput(name, value);
        return memory;
    }

    /// <summary>Runs the graph on the bound memory; allocates nothing on the managed heap unless it fails.</summary>
    /// <exception cref="InvalidOperationException">Another thread is running it: a bug, since both would share one memory.</exception>
    public GraphStatus Run()
    {
        lock (_gate)
        {
            if (_disposed)
                return GraphStatus.Stopped;
            if (_running)
                throw new InvalidOperationException("The graph is already being run by another thread.");
            _running = true;
        }

        Exception? failure = null;
        try
        {
            _session.RunWithBinding(_runOptions, _binding);
        }
        catch (Exception e) when (OnnxErrors.IsExpected(e))
        {
            failure = e;
        }
        finally
        {
            // Not held during the run itself.
            lock (_gate)
            {
                _running = false;
                if (_disposed)
                    Monitor.PulseAll(_gate);
            }
        }

        return failure is null && !_cancelled ? GraphStatus.Ok : Conclude(failure);
    }

    /// <summary>Ends the run in progress at its next operator; without one, nothing happens. Any thread.</summary>
    public void Cancel()
    {
        lock (_gate)
        {
            if (_disposed || !_running)
                return;
            _cancelled = true;
            _runOptions.Terminate = true;
        }
    }

    /// <summary>Ends the run in progress, waits for it, and lets go of everything native. Any thread, any number of times.</summary>
    public void Dispose()
    {
        lock (_gate)
        {
            if (!_disposed)
            {
                _disposed = true;
                _runOptions.Terminate = true;
            }

            while (_running)
                Monitor.Wait(_gate);
            _binding.Dispose();
            _runOptions.Dispose();
            _session.Dispose();
            foreach (var value in _bound)
                value.Dispose();
            _bound.Clear();
        }
    }

    private static GraphTensor Describe(KeyValuePair<string, NodeMetadata> entry) => entry.Value.OnnxValueType == OnnxValueType.ONNX_TYPE_TENSOR
        ? new GraphTensor(entry.Key, TypeName(entry.Value.ElementDataType), Array.ConvertAll(entry.Value.Dimensions, d => (long)d))
        : new GraphTensor(entry.Key, "not a tensor", []);

    private static string TypeName(TensorElementType type) => type switch
    {
        TensorElementType.Float => GraphTensor.Float32,
        TensorElementType.Double => "float64",
        _ => type.ToString().ToLowerInvariant(),
    };

    private GraphStatus Conclude(Exception? failure)
    {
        lock (_gate)
        {
            var stopped = _cancelled || _disposed;
            if (_cancelled && !_disposed)
                _runOptions.Terminate = false;
            _cancelled = false;
            if (stopped)
                return GraphStatus.Stopped;
        }

        LastError = OnnxErrors.Reason(failure?.Message ?? string.Empty);
        return GraphStatus.Failed;
    }

    /// <summary>Pinned for its whole life, and aligned to a cache line, as ONNX Runtime's own tensors are.</summary>
    private Memory<float> Allocate(ReadOnlySpan<long> shape, out OrtValue value)
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        long length = 1;
        foreach (var dimension in shape)
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(dimension, 1);
            ArgumentOutOfRangeException.ThrowIfGreaterThan(dimension, MaxElements / length);
            length *= dimension;
        }

        var array = GC.AllocateArray<float>((int)length + (AlignmentBytes / sizeof(float)), pinned: true);
        var misalignment = (int)(Marshal.UnsafeAddrOfPinnedArrayElement(array, 0) % AlignmentBytes);
        var offset = misalignment == 0 ? 0 : (AlignmentBytes - misalignment) / sizeof(float);
        var memory = MemoryMarshal.CreateFromPinnedArray(array, offset, (int)length);
        value = OrtValue.CreateTensorValueFromMemory(OrtMemoryInfo.DefaultInstance, memory, shape.ToArray());
        _bound.Add(value);
        return memory;
    }
}
