using System.Runtime.InteropServices;
using System.Text.Json;
using System.Text.Json.Serialization;
using RobotPolicy.Benchmarks.GpuCheck.Networks;
using RobotPolicy.Benchmarks.Reporting;
using RobotPolicy.Inference.Devices;

namespace RobotPolicy.Benchmarks.GpuCheck;

/// <summary>The same networks with the same weights in PyTorch, eager and compiled, by torch_reference.py on the same device.</summary>
internal sealed class TorchReference(GpuCheckOptions options, WeightStore weights)
{
    private static readonly JsonSerializerOptions Json = new() { PropertyNamingPolicy = JsonNamingPolicy.CamelCase, NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals };

    public IReadOnlyList<GpuMeasurement> Run(
        IReadOnlyList<CheckedModel> models, Func<CheckedModel, int, float[]> reference, int sample, List<string> notes)
    {
        var folder = Directory.CreateTempSubdirectory("robotpolicy-torch-").FullName;
        try
        {
            Write(folder, models, reference, sample);
            using var python = ReferenceProcess.Start(options.Python, [Path.Combine(AppContext.BaseDirectory, "torch_reference.py"), folder], ("PYTHONUNBUFFERED", "1"));
            return Parse(python.ReadToEnd(options.TorchTime + TimeSpan.FromMinutes(3)), models, reference, sample, notes);
        }
        catch (Exception e) when (e is InvalidOperationException or TimeoutException or System.ComponentModel.Win32Exception)
        {
            notes.Add($"no comparison with PyTorch: {e.Message.Trim().Split('\n')[^1]}");
            return [];
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static List<GpuMeasurement> Parse(
        string lines, IReadOnlyList<CheckedModel> models, Func<CheckedModel, int, float[]> reference, int sample, List<string> notes)
    {
        var measurements = new List<GpuMeasurement>();
        foreach (var line in lines.Split('\n').Where(line => line.StartsWith('{')))
        {
            if (JsonSerializer.Deserialize<Line>(line, Json) is not { } read)
                continue;
            if (read.Model is null)
            {
                notes.Add(read.Note ?? "");
                continue;
            }

            measurements.Add(new GpuMeasurement
            {
                Model = read.Model,
                Engine = "torch",
                Mode = read.Mode!,
                Precision = read.Precision!,
                Batch = read.Batch,
                LatenciesMs = read.LatenciesMs ?? [],
                MaxAbsError = read.MaxAbsError,
                OutputScale = reference(models.First(m => m.Name == read.Model), sample).Max(Math.Abs),
                LoadMs = read.LoadMs,
                Note = read.Note,
            });
        }

        return measurements;
    }

    private void Write(string folder, IReadOnlyList<CheckedModel> models, Func<CheckedModel, int, float[]> reference, int sample)
    {
        var act = options.Small ? ActNetwork.Small : ActNetwork.Full;
        var diffusion = options.Small ? DiffusionNetwork.Small : DiffusionNetwork.Full;
        var described = models.ToDictionary(model => model.Name, model =>
        {
            var inputs = new InputSet(model.Inputs(1), 1, sample);
            foreach (var name in inputs.Names)
                Floats(folder, $"{model.Name}.{name}", inputs[name]);
            Floats(folder, $"{model.Name}.expected", reference(model, sample));
            var loop = model.Loop(1);
            return new
            {
                inputs = model.Inputs(1).ToDictionary(input => input.Name, input => input.Shape),
                clip = loop?.ClipSample,
                steps = loop?.Steps.Select(s => new[] { s.Timestep, s.X0FromSample, s.X0FromPrediction, s.FromX0, s.FromSample, s.FromPrediction }),
            };
        });

        // After the references, which make every weight.
        weights.Save(Path.Combine(folder, "weights.safetensors"));
        File.WriteAllText(Path.Combine(folder, "check.json"), JsonSerializer.Serialize(
            new
            {
                device = options.Device.Device is ExecutionDevice.Cuda or ExecutionDevice.TensorRt ? $"cuda:{options.Device.DeviceId}" : "cpu",
                precisions = options.Precisions,
                batches = options.Batches,
                caseSeconds = options.CaseTime.TotalSeconds,
                budgetSeconds = options.TorchTime.TotalSeconds,
                act,
                diffusion,
                models = described,
            },
            Json));
    }

    private static void Floats(string folder, string name, float[] values) =>
        File.WriteAllBytes(Path.Combine(folder, $"{name}.f32"), MemoryMarshal.AsBytes(values.AsSpan()).ToArray());

    private sealed record Line
    {
        public string? Model { get; init; }

        public string? Mode { get; init; }

        public string? Precision { get; init; }

        public int Batch { get; init; }

        public double[]? LatenciesMs { get; init; }

        public double MaxAbsError { get; init; } = double.NaN;

        public double LoadMs { get; init; } = double.NaN;

        public string? Note { get; init; }
    }
}
