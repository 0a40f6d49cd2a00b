using System.Text.Json;
using RobotPolicy.Cli.Output;
using RobotPolicy.Inference.Devices;

namespace RobotPolicy.Cli.Commands.Policies;

/// <summary>A preparation for people and programs.</summary>
internal static class PrepareText
{
    public static void Tell(Printer printer, Preparation prepared)
    {
        var warm = prepared.Loaded.WarmUpTimes;
        var fields = new Sheet { Title = "Prepared" }
            .Field("package", prepared.Path)
            .Field("policy", prepared.Policy, Tone.Bold)
            .Field("device", prepared.Probe, Tone.Good)
            .Field("loading", Words.Seconds(prepared.Loaded.LoadTime.TotalSeconds))
            .Field("first inference", Words.Seconds(warm[0].TotalSeconds))
            .Field("later", $"{Words.Seconds(warm.Skip(1).Min().TotalSeconds)} at best of {warm.Count - 1}")
            .Field("cache", Cache(prepared), prepared.Built > 0 ? Tone.Warn : Tone.Plain);
        var graphs = new Sheet("Graph", "Load", "First run", "Last run") { Title = "Graphs" };
        foreach (var graph in prepared.Graphs)
            graphs.Row(graph.File, Words.Seconds(graph.Load.TotalSeconds), Words.Seconds(graph.FirstRun.TotalSeconds), Words.Seconds(graph.LastRun.TotalSeconds));
        printer.Sheets([fields, graphs]);
        foreach (var warning in prepared.Loaded.MonitorWarnings)
            printer.Line($"{warning}", Tone.Warn);
        if (prepared.Device is not { Device: ExecutionDevice.TensorRt or ExecutionDevice.Cpu, CacheFolder: { } folder })
            return;
        if (prepared.Device.Device == ExecutionDevice.Cpu)
        {
            printer.Line($"Start the service with the same folder: --engine-cache {folder}");
            printer.Line("What is kept holds for this graph, kind of processor and ONNX Runtime. What was made of an older graph of the same path, or of one that is gone, goes.");
        }
        else
        {
            printer.Line($"Start the service with the same options: --device tensorrt --device-id {prepared.Device.DeviceId} --engine-cache {folder}{(prepared.Device.TensorRtFloat16 ? " --tensorrt-fp16" : "")}");
            printer.Line("An engine holds for this GPU, driver, TensorRT, graph and precision. What no longer fits is built anew beside the old one.");
        }

        printer.Line($"To clean up while no service uses it: rm -r {folder}");
    }

    public static void Write(Utf8JsonWriter json, Preparation prepared)
    {
        json.WriteStartObject();
        json.WriteString("path", prepared.Path);
        json.WriteString("policy", prepared.Policy);
        json.WriteString("device", $"{prepared.Device}");
        json.WriteString("probe", prepared.Probe);
        json.WriteNumber("loadS", prepared.Loaded.LoadTime.TotalSeconds);
        json.WriteStartArray("warmUpS");
        foreach (var time in prepared.Loaded.WarmUpTimes)
            json.WriteNumberValue(time.TotalSeconds);
        json.WriteEndArray();
        json.WriteStartArray("graphs");
        foreach (var graph in prepared.Graphs)
        {
            json.WriteStartObject();
            json.WriteString("file", graph.File);
            json.WriteNumber("loadS", graph.Load.TotalSeconds);
            json.WriteNumber("firstRunS", graph.FirstRun.TotalSeconds);
            json.WriteNumber("lastRunS", graph.LastRun.TotalSeconds);
            json.WriteNumber("runs", graph.Runs);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteStartArray("monitorWarnings");
        foreach (var warning in prepared.Loaded.MonitorWarnings)
            json.WriteStringValue($"{warning}");
        json.WriteEndArray();
        if (prepared.Device.CacheFolder is { } folder)
        {
            json.WriteStartObject("cache");
            json.WriteString("folder", folder);
            json.WriteNumber("filesBefore", prepared.Before.Files.Count);
            json.WriteNumber("bytesBefore", prepared.Before.Bytes);
            json.WriteNumber("filesAfter", prepared.After.Files.Count);
            json.WriteNumber("bytesAfter", prepared.After.Bytes);
            json.WriteNumber("built", prepared.Built);
            json.WriteEndObject();
        }

        json.WriteEndObject();
    }

    private static string Cache(Preparation prepared)
    {
        if (prepared.Device.CacheFolder is not { } folder)
            return "none, so a service takes as long at each start; --cache names a folder";
        if (prepared.Device.Device is not (ExecutionDevice.Cpu or ExecutionDevice.TensorRt))
            return $"{ExecutionDeviceOptions.NameOf(prepared.Device.Device)} keeps nothing in {folder}, so a service takes as long at each start";
        var found = prepared.Before.Files.Count == 0 ? "was empty" : $"had {prepared.Before.Files.Count} files, {Words.Bytes(prepared.Before.Bytes)}";
        return prepared.Built == 0
            ? $"{folder} {found}; nothing was built"
            : $"{folder} {found}; {prepared.Built} built, now {prepared.After.Files.Count} files, {Words.Bytes(prepared.After.Bytes)}";
    }
}
