using System.Globalization;
using System.Text.Json;
using RobotPolicy.Cli.Output;
using RobotPolicy.Inference.Graphs;
using RobotPolicy.Inference.Reports;

namespace RobotPolicy.Cli.Commands.Policies;

/// <summary>Packages on this disk for people and programs.</summary>
internal static class FolderText
{
    public static IReadOnlyList<Sheet> Sheets(PackageReport report)
    {
        var fields = new Sheet { Title = "Package" }.Field("path", report.Path).Field("task", report.Task);
        if (report.Spec is { } spec)
        {
            var seconds = spec.ActionIntervalNs / 1e9;
            fields.Field("policy", spec.Name, Tone.Bold)
                .Field("chunk", string.Create(CultureInfo.InvariantCulture, $"{spec.Horizon} × {seconds * 1e3:0.###} ms ({1 / seconds:0.##} Hz)"))
                .Field("executes", $"{spec.ExecuteSteps} actions of each chunk ({spec.Executor})")
                .Field("actions", report.Actions)
                .Field("state", report.State)
                .Field("goals", report.Goals)
                .Field("sampler", report.Sampler)
                .Field("state joints", string.Join(' ', spec.StateJoints))
                .Field("action joints", string.Join(' ', spec.ActionJoints));
        }

        foreach (var camera in report.Cameras)
            fields.Field("camera", camera);
        if (report.RunTime is { } time)
            fields.Field("first run", string.Create(CultureInfo.InvariantCulture, $"{time.TotalMilliseconds:0.0} ms on the processor"));

        var graphs = new Sheet("Graph", "", "Tensor", "Type", "Shape") { Title = "Graphs", Empty = "No graph that can be opened." };
        foreach (var graph in report.Graphs)
        {
            foreach (var input in graph.Inputs)
                graphs.Row(graph.File, "in", input.Name, input.ElementType, Shape(input));
            foreach (var output in graph.Outputs)
                graphs.Row(graph.File, "out", output.Name, output.ElementType, Shape(output));
        }

        var ranges = new Sheet("Vector", "Joint", "Robot's joint", "−1 is", "1 is") { Title = "Normalisation", Empty = "None." };
        foreach (var range in report.Ranges)
            ranges.Row(range.Vector, range.Joint, range.RobotJoint, Number(range.Low), Number(range.High));
        var files = new Sheet("File", "Bytes", "SHA-256") { Title = "Files", Empty = "No files." };
        foreach (var file in report.Files)
            files.Row(file.Name, file.Bytes.ToString(CultureInfo.InvariantCulture), file.Sha256);
        return report.Monitor is { } monitor ? [fields, Monitor(monitor), graphs, ranges, files] : [fields, graphs, ranges, files];
    }

    private static Sheet Monitor(ReportedMonitor monitor)
    {
        var sheet = new Sheet { Title = "Failure prediction" };
        foreach (var score in monitor.Scores)
            sheet.Field("score", score);
        sheet.Field("rule", monitor.Rule)
            .Field("threshold", monitor.Threshold)
            .Field("package hash", monitor.PackageSha256)
            .Field("calibrated for", monitor.CalibratedSha256.Length == 0 ? "nothing" : monitor.Fits ? "this package" : monitor.CalibratedSha256, monitor.Fits ? Tone.Good : Tone.Bad);
        if (monitor.Delta is { } delta)
            sheet.Field("false alarms", string.Create(CultureInfo.InvariantCulture, $"{delta:0.######} at most ({monitor.Method}), {(monitor.Certified ? "certified" : "not certified")}"));
        return monitor.Doubt.Length == 0 ? sheet : sheet.Field("but", monitor.Doubt, Tone.Bad);
    }

    private static void Write(Utf8JsonWriter json, ReportedMonitor monitor)
    {
        json.WriteStartObject("failure");
        Write(json, "scores", monitor.Scores);
        json.WriteString("rule", monitor.Rule);
        json.WriteString("threshold", monitor.Threshold);
        json.WriteString("packageSha256", monitor.PackageSha256);
        json.WriteString("calibratedSha256", monitor.CalibratedSha256);
        json.WriteBoolean("fits", monitor.Fits);
        if (monitor.Delta is { } delta)
            json.WriteNumber("delta", delta);
        json.WriteString("method", monitor.Method);
        json.WriteBoolean("certified", monitor.Certified);
        json.WriteString("doubt", monitor.Doubt);
        json.WriteEndObject();
    }

    public static void Write(Utf8JsonWriter json, PackageReport report)
    {
        json.WriteStartObject();
        json.WriteString("path", report.Path);
        json.WriteString("task", report.Task);
        if (report.Spec is { } spec)
        {
            json.WriteString("policy", spec.Name);
            json.WriteNumber("horizon", spec.Horizon);
            json.WriteNumber("executeSteps", spec.ExecuteSteps);
            json.WriteNumber("actionIntervalS", spec.ActionIntervalNs / 1e9);
            json.WriteString("executor", spec.Executor.ToString());
            Write(json, "stateJoints", spec.StateJoints);
            Write(json, "actionJoints", spec.ActionJoints);
            Write(json, "cameras", spec.Cameras);
        }

        json.WriteString("actions", report.Actions);
        json.WriteString("state", report.State);
        json.WriteString("goals", report.Goals);
        json.WriteString("sampler", report.Sampler);
        Write(json, "pictures", report.Cameras);
        if (report.RunTime is { } time)
            json.WriteNumber("firstRunS", time.TotalSeconds);
        if (report.Monitor is { } monitor)
            Write(json, monitor);
        json.WriteStartArray("graphs");
        foreach (var graph in report.Graphs)
        {
            json.WriteStartObject();
            json.WriteString("file", graph.File);
            Write(json, "inputs", graph.Inputs);
            Write(json, "outputs", graph.Outputs);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteStartArray("ranges");
        foreach (var range in report.Ranges)
        {
            json.WriteStartObject();
            json.WriteString("vector", range.Vector);
            json.WriteString("joint", range.Joint);
            json.WriteString("robotJoint", range.RobotJoint);
            json.WriteNumber("low", range.Low);
            json.WriteNumber("high", range.High);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteStartArray("files");
        foreach (var file in report.Files)
        {
            json.WriteStartObject();
            json.WriteString("name", file.Name);
            json.WriteNumber("bytes", file.Bytes);
            json.WriteString("sha256", file.Sha256);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteStartArray("problems");
        foreach (var problem in report.Problems)
        {
            json.WriteStartObject();
            json.WriteString("file", problem.File);
            json.WriteString("field", problem.Field);
            json.WriteString("expected", problem.Expected);
            json.WriteString("actual", problem.Actual);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, string name, IReadOnlyList<string> texts)
    {
        json.WriteStartArray(name);
        foreach (var text in texts)
            json.WriteStringValue(text);
        json.WriteEndArray();
    }

    private static void Write(Utf8JsonWriter json, string name, IReadOnlyList<GraphTensor> tensors)
    {
        json.WriteStartArray(name);
        foreach (var tensor in tensors)
        {
            json.WriteStartObject();
            json.WriteString("name", tensor.Name);
            json.WriteString("type", tensor.ElementType);
            json.WriteStartArray("shape");
            foreach (var dimension in tensor.Shape)
                json.WriteNumberValue(dimension);
            json.WriteEndArray();
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static string Shape(GraphTensor tensor) =>
        "[" + string.Join(", ", tensor.Shape.Select(d => d < 0 ? "?" : d.ToString(CultureInfo.InvariantCulture))) + "]";

    private static string Number(double value) => value.ToString("g5", CultureInfo.InvariantCulture);
}
