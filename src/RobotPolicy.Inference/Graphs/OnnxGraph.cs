using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;
using RobotPolicy.Inference.Devices;
using RobotPolicy.Inference.Graphs.Cache;
using RobotPolicy.Inference.Packages;

namespace RobotPolicy.Inference.Graphs;

/// <summary>
/// One ONNX graph with its inputs and outputs bound once to arrays of ours, so that a run neither copies nor allocates.
/// Open, bind, run. Only one thread may run it at a time; <see cref="Cancel"/> and <see cref="Dispose"/> may come from any.
/// </summary>
/// <remarks>
/// ONNX Runtime crashes the process when a disposed session or binding is run, and an <see cref="OrtIoBinding"/> keeps no
/// reference to what is bound. Hence no call is let in once it is disposed, disposing waits for the run, and the roots are held here.
/// </remarks>
public sealed class OnnxGraph : IDisposable
{
    /// <summary>Largest number of elements in one bound tensor.</summary>
    public const long MaxElements = 1L << 26;

    private readonly object _gate = new();
    private readonly InferenceSession _session;
    private readonly OrtIoBinding _binding;
    private readonly RunOptions _runOptions;
    private readonly List<OrtValue> _bound = [];
    private readonly List<(string Name, OrtValue Value)> _ids = [];
    private readonly List<(string Name, OrtValue Value, bool IsInput)> _lines = [];
    private readonly List<(string Input, string Output, OrtValue First, OrtValue Second)> _exchanged = [];
    private readonly List<GraphState> _states = [];
    private readonly List<(Memory<float> Memory, bool IsInput)> _onDevice = [];
    private readonly bool _captures;
    private readonly GraphRecord _record;
    private DeviceStaging? _staging;
    private OrtIoBinding? _swapped;
    private bool _isSwapped;

    // Bits below. A run that nobody disturbs changes it twice and takes no lock; whoever disturbs one holds the gate.
    private int _state;

    private const int Running = 1;
    private const int Cancelled = 2;
    private const int Disposed = 4;

    private OnnxGraph(InferenceSession session, RunOptions runOptions, OrtIoBinding binding, ExecutionDeviceOptions device, GraphRecord record)
    {
        _record = record;
        Device = device;
        _captures = device.CaptureGraph && device.Device != ExecutionDevice.Cpu;
        _session = session;
        _runOptions = runOptions;
        _binding = binding;
        Inputs = [.. session.InputMetadata.Select(Describe)];
        Outputs = [.. session.OutputMetadata.Select(Describe)];
    }

    /// <summary>Where it runs.</summary>
    public ExecutionDeviceOptions Device { get; }

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
    public static OnnxGraph? Open(string path, string file, OnnxGraphOptions options, ICollection<PackageError> errors) =>
        Open(() => GraphCache.Of(options.Device)?.Open(path, options) ?? SessionSettings.Open(path, options, new FileInfo(path) is { Exists: true } graph ? graph.Length : 0), file, options, errors);

    /// <summary>Loads a graph from memory. External data is looked for in the working folder.</summary>
    /// <param name="model">The ONNX model.</param>
    /// <param name="name">Name of the graph, for errors.</param>
    /// <param name="options">How to run it.</param>
    /// <param name="errors">Receives what is wrong with it.</param>
    /// <returns>The graph, or <see langword="null"/> if it cannot be loaded.</returns>
    public static OnnxGraph? Open(byte[] model, string name, OnnxGraphOptions options, ICollection<PackageError> errors) =>
        Open(
            () =>
            {
                using var settings = SessionSettings.Create(options, model.LongLength);
                return new InferenceSession(model, settings);
            },
            name,
            options,
            errors);

    private static OnnxGraph? Open(
        Func<InferenceSession> load, string file, OnnxGraphOptions options, ICollection<PackageError> errors)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(options.IntraOpThreads, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(options.IntraOpThreads, 64);
        OnnxEnvironment.EnsureCreated();
        var record = options.Meter?.Register(file) ?? new GraphRecord(time: null);
        var start = record.Start();
        try
        {
            var session = load();
            record.Loaded(start);
            return new OnnxGraph(session, new RunOptions(), session.CreateIoBinding(), options.Device, record);
        }
        catch (Exception e) when (OnnxErrors.IsExpected(e))
        {
            errors.Add(OnnxErrors.ToPackageError(e, file));
            return null;
        }
        catch (DeviceException e)
        {
            errors.Add(new PackageError { File = file, Field = "device", Expected = $"{options.Device}", Actual = e.Message });
            return null;
        }
    }

    /// <summary>Binds an input to new memory, filled with zeros. Set-up only, and before the first run where it runs on a device.</summary>
    /// <param name="name">Name of a float32 or float16 input; a float16 one is converted at each run.</param>
    /// <param name="shape">Its shape with every dimension fixed.</param>
    /// <returns>The memory that every run reads; used through spans.</returns>
    public Memory<float> BindInput(string name, params ReadOnlySpan<long> shape)
    {
        ObjectDisposedException.ThrowIf(Has(Disposed), this);
        var type = ElementType(_session.InputMetadata, name);
        if (NeedsStaging(type))
            return Keep(Staging.BindInput(_binding, name, type, shape.ToArray()), isInput: true);
        var memory = Allocate(shape, out var value);
        _binding.BindInput(name, value);
        _lines.Add((name, value, true));
        return memory;
    }

    /// <summary>
    /// Binds an int64 input, such as token ids, to new memory, filled with zeros. Set-up only. On a device the memory is copied
    /// when <see cref="RefreshIds"/> is called, and not at each run.
    /// </summary>
    /// <param name="name">Name of an int64 input.</param>
    /// <param name="shape">Its shape with every dimension fixed.</param>
    public Memory<long> BindIds(string name, params ReadOnlySpan<long> shape)
    {
        ObjectDisposedException.ThrowIf(Has(Disposed), this);
        var value = HostTensor.CreateIds(shape, out var memory);
        _bound.Add(value);
        _ids.Add((name, value));
        _binding.BindInput(name, value);
        return memory;
    }

    /// <summary>Makes what was written into the memory of <see cref="BindIds"/> count. The running thread, between two runs.</summary>
    public void RefreshIds()
    {
        lock (_gate)
        {
            if (Has(Disposed) || !ProviderSetup.HasOwnMemory(Device.Device))
                return;
            foreach (var (name, value) in _ids)
                _binding.BindInput(name, value);
        }
    }

    /// <summary>
    /// Binds an output to new memory. An output that is not bound is not computed. Set-up only, and before the first run where it
    /// runs on a device.
    /// </summary>
    /// <param name="name">Name of a float32 or float16 output; a float16 one is converted at each run.</param>
    /// <param name="shape">Its shape with every dimension fixed.</param>
    /// <returns>The memory that every run fills; used through spans.</returns>
    public Memory<float> BindOutput(string name, params ReadOnlySpan<long> shape)
    {
        ObjectDisposedException.ThrowIf(Has(Disposed), this);
        var type = ElementType(_session.OutputMetadata, name);
        if (NeedsStaging(type))
            return Keep(Staging.BindOutput(_binding, name, type, shape.ToArray()), isInput: false);
        var memory = Allocate(shape, out var value);
        _binding.BindOutput(name, value);
        _lines.Add((name, value, false));
        return memory;
    }

    /// <summary>Binds an int64 output, such as ids of tokens, to new memory of the host. Set-up only.</summary>
    /// <param name="name">Name of an int64 output.</param>
    /// <param name="shape">Its shape with every dimension fixed.</param>
    public Memory<long> BindIdOutput(string name, params ReadOnlySpan<long> shape)
    {
        ObjectDisposedException.ThrowIf(Has(Disposed), this);
        var value = HostTensor.CreateIds(shape, out var memory);
        _bound.Add(value);
        _binding.BindOutput(name, value);
        _lines.Add((name, value, false));
        return memory;
    }

    /// <summary>
    /// Binds an input and an output that carry a tensor from run to run: <see cref="AdvanceStates"/> makes the output of the last run
    /// the input of the next. Set-up only, and before the first run.
    /// </summary>
    /// <param name="input">Name of a float32 or float16 input.</param>
    /// <param name="output">Name of an output of the same type.</param>
    /// <param name="shape">Shape of both with every dimension fixed.</param>
    /// <returns>Their memory, filled with zeros.</returns>
    public GraphState BindState(string input, string output, params ReadOnlySpan<long> shape)
    {
        ObjectDisposedException.ThrowIf(Has(Disposed), this);
        if (NeedsStaging(ElementType(_session.InputMetadata, input)))
        {
            var copied = new GraphState(BindInput(input, shape), BindOutput(output, shape));
            _states.Add(copied);
            return copied;
        }

        var first = Allocate(shape, out var one);
        var second = Allocate(shape, out var other);
        _binding.BindInput(input, one);
        _binding.BindOutput(output, other);
        _exchanged.Add((input, output, one, other));
        var state = new GraphState(first, second);
        _states.Add(state);
        return state;
    }

    /// <summary>
    /// What the last run wrote is what the next one reads. The running thread. Copies nothing, unless tensors are converted or on a
    /// device: then memory here is a copy already, and addresses must stay.
    /// </summary>
    public void AdvanceStates()
    {
        foreach (var state in _states)
        {
            if (_staging is null)
                state.Exchange();
            else
                state.Copy();
        }

        _isSwapped = _exchanged.Count > 0 && _staging is null && !_isSwapped;
    }

    /// <summary>
    /// Runs the graph on the bound memory; on the processor it allocates nothing on the managed heap unless it fails, on a device
    /// some 32 bytes for each input.
    /// </summary>
    /// <exception cref="InvalidOperationException">Another thread is running it: a bug, since both would share one memory.</exception>
    public GraphStatus Run() => Run(_runOptions);

    /// <summary>
    /// Runs captured and plain on the same random inputs and compares: a replay that does not follow its inputs returns a
    /// believable action for a scene that is long gone. After warm-up; overwrites what is bound.
    /// </summary>
    /// <param name="seed">Seed of the inputs.</param>
    /// <returns>The comparison; <see langword="null"/> where nothing is captured, or where a run fails.</returns>
    public ReplayCheck? CheckReplay(int seed) => _captures ? ReplayCheck.Make(this, seed) : null;

    /// <summary>Tensors on the device that stand behind what is bound.</summary>
    internal IReadOnlyList<(Memory<float> Memory, bool IsInput)> DeviceTensors => _onDevice;

    /// <summary>One run without capture or replay.</summary>
    internal GraphStatus RunPlain()
    {
        using var plain = new RunOptions();
        plain.AddRunConfigEntry("gpu_graph_id", "-1");
        return Run(plain);
    }

    private GraphStatus Run(RunOptions runOptions)
    {
        switch (Interlocked.CompareExchange(ref _state, Running, 0))
        {
            case 0:
                break;
            case var state when (state & Disposed) != 0:
                return GraphStatus.Stopped;
            default:
                throw new InvalidOperationException("The graph is already being run by another thread.");
        }

        bool isDisturbed;
        Exception? failure = null;
        try
        {
            var start = _record.StartRun();
            _staging?.Upload();
            _session.RunWithBinding(runOptions, _isSwapped ? _swapped ??= Swap() : _binding);
            _staging?.Download();
            _record.EndRun(start);
        }
        catch (Exception e) when (OnnxErrors.IsExpected(e) || e is DeviceException)
        {
            failure = e;
        }
        finally
        {
            isDisturbed = Interlocked.CompareExchange(ref _state, 0, Running) != Running;
            if (isDisturbed)
                EndDisturbed();
        }

        if (isDisturbed)
            return GraphStatus.Stopped;
        if (failure is null)
            return GraphStatus.Ok;
        LastError = OnnxErrors.Reason(failure.Message);
        return GraphStatus.Failed;
    }

    /// <summary>The end of a run that was cancelled, or during which the graph was let go of.</summary>
    private void EndDisturbed()
    {
        lock (_gate)
        {
            if (Has(Cancelled) && !Has(Disposed))
                _runOptions.Terminate = false;
            Interlocked.And(ref _state, ~(Running | Cancelled));
            if (Has(Disposed))
                Monitor.PulseAll(_gate);
        }
    }

    private bool Has(int bit) => (Volatile.Read(ref _state) & bit) != 0;

    /// <summary>Ends the run in progress at its next operator; without one, nothing happens. Any thread.</summary>
    public void Cancel()
    {
        lock (_gate)
        {
            // Either the run ends before and is left alone, or it meets the bit at its end and then waits for the gate.
            if (Interlocked.CompareExchange(ref _state, Running | Cancelled, Running) == Running)
                _runOptions.Terminate = true;
        }
    }

    /// <summary>Ends the run in progress, waits for it, and lets go of everything native. Any thread, any number of times.</summary>
    public void Dispose()
    {
        lock (_gate)
        {
            if ((Interlocked.Or(ref _state, Disposed) & Disposed) == 0)
                _runOptions.Terminate = true;
            while (Has(Running))
                Monitor.Wait(_gate);
            _binding.Dispose();
            _swapped?.Dispose();
            _staging?.Dispose();
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
        TensorElementType.Float16 => GraphTensor.Float16,
        TensorElementType.Double => "float64",
        _ => type.ToString().ToLowerInvariant(),
    };

    private static TensorElementType ElementType(IReadOnlyDictionary<string, NodeMetadata> tensors, string name) =>
        tensors.TryGetValue(name, out var tensor) && tensor.IsTensor ? tensor.ElementDataType : TensorElementType.Float;

    /// <summary>The same binding with inputs and outputs of carried tensors the other way round.</summary>
    private OrtIoBinding Swap()
    {
        var binding = _session.CreateIoBinding();
        foreach (var (name, value, isInput) in _lines)
        {
            if (isInput)
                binding.BindInput(name, value);
            else
                binding.BindOutput(name, value);
        }

        foreach (var (name, value) in _ids)
            binding.BindInput(name, value);
        foreach (var (input, output, first, second) in _exchanged)
        {
            binding.BindInput(input, second);
            binding.BindOutput(output, first);
        }

        return binding;
    }

    private DeviceStaging Staging => _staging ??= new DeviceStaging(_session, Device);

    private bool NeedsStaging(TensorElementType type) => ProviderSetup.HasOwnMemory(Device.Device) || type == TensorElementType.Float16;

    private Memory<float> Keep(Memory<float> memory, bool isInput)
    {
        _onDevice.Add((memory, isInput));
        return memory;
    }

    private Memory<float> Allocate(ReadOnlySpan<long> shape, out OrtValue value)
    {
        value = HostTensor.Create(shape, out var memory);
        _bound.Add(value);
        return memory;
    }
}
