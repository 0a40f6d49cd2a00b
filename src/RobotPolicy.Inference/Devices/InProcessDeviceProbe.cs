using Microsoft.ML.OnnxRuntime;
using RobotPolicy.Inference.Graphs;
using RobotPolicy.Inference.Graphs.Composition;
using RobotPolicy.Inference.Packages;

namespace RobotPolicy.Inference.Devices;

/// <summary>
/// Probes in this process: looks for the libraries, then lets the device compute a small graph. A broken driver may end the
/// process here, so a service uses <see cref="ChildDeviceProbe"/>, which runs this one in a process of its own.
/// </summary>
public sealed class InProcessDeviceProbe : IDeviceProbe
{
    private const int Width = 16;

    /// <inheritdoc/>
    public DeviceProbeResult Probe(ExecutionDeviceOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        options.Validate();
        if (options.Device == ExecutionDevice.Cpu)
            return new DeviceProbeResult(DeviceProbeStatus.Works, "cpu");

        var folder = OnnxEnvironment.CoreFolder;
        var missingOwn = ProviderLibraries.MissingOwn(options.Device, folder);
        if (missingOwn.Count > 0)
            return new DeviceProbeResult(
                DeviceProbeStatus.ProviderMissing,
                $"{options}: {string.Join(", ", missingOwn)} missing in {folder}: run `make setup GPU=1`, "
                + $"or name the folder that holds ONNX Runtime's core and its providers in {OnnxEnvironment.FolderVariable}");

        var missingVendor = ProviderLibraries.MissingVendor(options.Device);
        if (missingVendor.Count > 0)
            return new DeviceProbeResult(
                DeviceProbeStatus.LibraryMissing,
                $"{options}: "
                + string.Join("; ", missingVendor.GroupBy(m => m.Remedy).Select(g => $"{string.Join(", ", g.Select(m => m.Name))} missing: {g.Key}")));

        return Compute(options);
    }

    /// <summary>y = x + 1 on the device.</summary>
    private static DeviceProbeResult Compute(ExecutionDeviceOptions options)
    {
        try
        {
            var model = new OnnxGraphWriter()
                .Input("x", OnnxElementType.Float, 1, Width)
                .Constant("one", [1f], 1)
                .Node("Add", ["x", "one"], ["y"])
                .Output("y", OnnxElementType.Float, 1, Width)
                .Build();
            var errors = new List<PackageError>();
            using var graph = OnnxGraph.Open(model, "probe", new OnnxGraphOptions { Device = options with { CaptureGraph = false } }, errors);
            if (graph is null)
                return new DeviceProbeResult(DeviceProbeStatus.DeviceUnusable, Unusable(options, errors[0].Actual));

            var x = graph.BindInput("x", 1, Width);
            var y = graph.BindOutput("y", 1, Width);
            for (var run = 1; run <= 2; run++)
            {
                x.Span.Fill(run);
                y.Span.Fill(float.NaN);
                if (graph.Run() != GraphStatus.Ok)
                    return new DeviceProbeResult(DeviceProbeStatus.DeviceUnusable, Unusable(options, graph.LastError ?? "no reason given"));
                if (y.Span.ContainsAnyExcept(run + 1f))
                    return new DeviceProbeResult(
                        DeviceProbeStatus.WrongResult,
                        $"{options}: computes wrong numbers ({run} + 1 gave {y.Span[0]}): update the driver, and do not use this GPU until the probe passes");
            }

            return new DeviceProbeResult(DeviceProbeStatus.Works, $"{options} works, ONNX Runtime in {OnnxEnvironment.CoreFolder}");
        }
        catch (Exception e) when (e is OnnxRuntimeException or DeviceException or EntryPointNotFoundException)
        {
            return new DeviceProbeResult(DeviceProbeStatus.DeviceUnusable, Unusable(options, OnnxErrors.Reason(e.Message)));
        }
    }

    private static string Unusable(ExecutionDeviceOptions options, string reason) => options.Device == ExecutionDevice.WebGpu
        ? $"{options}: no adapter starts ({reason}): install the GPU's Vulkan driver, and see that `vulkaninfo` lists the GPU"
        : $"{options}: the GPU does not start ({reason}): see that `nvidia-smi` lists it; in a container, start it with the GPU passed in";
}
