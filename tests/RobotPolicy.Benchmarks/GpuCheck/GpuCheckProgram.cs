using RobotPolicy.Benchmarks.GpuCheck.Networks;
using RobotPolicy.Inference.Devices;
using RobotPolicy.Inference.Graphs;

namespace RobotPolicy.Benchmarks.GpuCheck;

/// <summary>
/// The GPU check: every model on the device against the processor (numbers) and against PyTorch on the same GPU (time), in one
/// run. Needs no network and no file but its own.
/// </summary>
internal sealed class GpuCheckProgram(GpuCheckOptions options, TextWriter output)
{
    public const int Passed = 0;
    public const int Failed = 1;

    /// <summary>As automake has it: neither passed nor failed.</summary>
    public const int Skipped = 77;

    private const int MaxRuns = 1000;
    private const int MaxWarmUps = 10;

    /// <summary>A plain run, the capture and a first replay.</summary>
    private const int MinWarmUps = 3;
    private const int WarmUpInput = 1;
    private const int CheckInput = 1001;
    private readonly WeightStore _weights = new();
    private readonly Dictionary<(string Model, int Sample), float[]> _references = [];
    private readonly List<GpuMeasurement> _measurements = [];
    private readonly List<string> _notes = [];

    public int Run()
    {
        var probe = ChildDeviceProbe.OfThisProgram().Probe(options.Device);
        output.WriteLine($"gpu-check: {probe.Detail}");
        if (!probe.Works)
        {
            output.WriteLine("gpu-check: SKIPPED, nothing was checked");
            return Skipped;
        }

        CheckedModel[] models =
        [
            new(_weights, options.Small ? ActNetwork.Small : ActNetwork.Full),
            new(_weights, options.Small ? DiffusionNetwork.Small : DiffusionNetwork.Full, DiffusionNetwork.TenSteps),
            new(_weights, options.Small ? DiffusionNetwork.Small : DiffusionNetwork.Full, DiffusionNetwork.ThreeSteps),
        ];
        foreach (var model in models)
            foreach (var batch in options.Batches)
                foreach (var precision in options.Precisions)
                    foreach (var (mode, device) in Ways(model))
                        Measure(model, batch, precision, mode, device with { UseTf32 = precision == "tf32", TensorRtFloat16 = precision == "fp16" });

        if (options.Python.Length > 0)
        {
            var torch = new TorchReference(options, _weights);
            _measurements.AddRange(torch.Run(models, (model, sample) => Reference(model, sample), CheckInput, _notes));
        }

        GpuCheckReport.Print(_measurements, _notes, output);
        GpuCheckReport.Save(options, probe.Detail, _measurements, _notes);
        return _measurements.Where(m => m.Engine == GpuCheckReport.Ours).All(m => m.Passed) ? Passed : Failed;
    }

    /// <summary>The device in each of the model's modes; TensorRT too where it works.</summary>
    private IEnumerable<(string Mode, ExecutionDeviceOptions Device)> Ways(CheckedModel model)
    {
        foreach (var mode in model.Modes)
            if (mode != CheckedModel.Captured || options.Device.Device != ExecutionDevice.Cpu)
                yield return (mode, options.Device);
    }

    private void Measure(CheckedModel model, int batch, string precision, string mode, ExecutionDeviceOptions device)
    {
        output.WriteLine($"gpu-check: {model.Name} batch {batch} {precision} {mode}");
        var measurement = new GpuMeasurement { Model = model.Name, Engine = GpuCheckReport.Ours, Mode = mode, Precision = precision, Batch = batch };
        try
        {
            var time = TimeProvider.System;
            var start = time.GetTimestamp();
            var graph = new OnnxGraphOptions { Device = device, IntraOpThreads = device.Device == ExecutionDevice.Cpu ? Math.Clamp(Environment.ProcessorCount, 1, 64) : 1 };
            using var candidate = model.Create(mode, precision == "fp16", batch, graph);
            var loaded = time.GetElapsedTime(start);
            candidate.Fill(new InputSet(model.Inputs(batch), batch, WarmUpInput));
            for (var i = 0; i < Math.Clamp(options.MinRuns / 3, MinWarmUps, MaxWarmUps); i++)
                candidate.Run();

            var latencies = new List<double>();
            var begin = time.GetTimestamp();
            while (latencies.Count < options.MinRuns || (latencies.Count < MaxRuns && time.GetElapsedTime(begin) < options.CaseTime))
            {
                var before = time.GetTimestamp();
                candidate.Run();
                latencies.Add(time.GetElapsedTime(before).TotalMilliseconds);
            }

            // An input that no run has seen yet: outputs that froze at warm-up fail here.
            candidate.Fill(new InputSet(model.Inputs(batch), batch, CheckInput));
            candidate.Run();
            var (error, scale) = Compare(model, batch, candidate.Output);
            var replay = candidate.CheckReplay();
            _measurements.Add(measurement with
            {
                LatenciesMs = latencies,
                MaxAbsError = replay is { Passed: false } ? double.PositiveInfinity : error,
                OutputScale = scale,
                LoadMs = loaded.TotalMilliseconds,
                Note = replay is { } check ? $"replay off by {check.MaxError:E1}, inputs change it by {check.MaxChange:E1}" : null,
            });
        }
        catch (Exception e) when (e is InvalidOperationException or DeviceException or Microsoft.ML.OnnxRuntime.OnnxRuntimeException)
        {
            output.WriteLine($"gpu-check: {model.Name}: {e.Message}");
            _measurements.Add(measurement with { Note = e.Message });
        }
    }

    /// <summary>The first and the last observation of the batch: the ones in between are computed the same way.</summary>
    private (double Error, double Scale) Compare(CheckedModel model, int batch, ReadOnlySpan<float> actual)
    {
        double error = 0, scale = 0;
        foreach (var sample in new[] { 0, batch - 1 }.Distinct())
        {
            var expected = Reference(model, CheckInput + sample);
            error = Math.Max(error, ReplayCheck.Distance(expected, actual.Slice(sample * expected.Length, expected.Length)));
            scale = Math.Max(scale, expected.Max(Math.Abs));
        }

        return (error, scale);
    }

    /// <summary>What the processor computes in float32 for one observation; loops step by step, so that the composition is checked too.</summary>
    private float[] Reference(CheckedModel model, int sample)
    {
        if (_references.TryGetValue((model.Name, sample), out var known))
            return known;
        using var candidate = model.Create(model.Modes[0], half: false, batch: 1, new OnnxGraphOptions { IntraOpThreads = Math.Clamp(Environment.ProcessorCount, 1, 64) });
        candidate.Fill(new InputSet(model.Inputs(1), 1, sample));
        candidate.Run();
        return _references[(model.Name, sample)] = candidate.Output.ToArray();
    }
}
