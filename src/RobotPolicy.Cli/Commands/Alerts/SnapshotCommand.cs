using System.CommandLine;
using RobotPolicy.Api.V1;
using RobotPolicy.Cli.Commands.Telemetry;
using RobotPolicy.Cli.Connection;
using RobotPolicy.Cli.Output;

namespace RobotPolicy.Cli.Commands.Alerts;

/// <summary><c>alerts snapshot</c>: what the cameras showed.</summary>
internal static class SnapshotCommand
{
    public static Command Build(CommandRunner runner)
    {
        var id = new Argument<string>("alert") { Description = "Id of the alert." };
        var output = new Option<string>("--output", "-o") { Description = "File, \"%\" numbers the cameras.", HelpName = "file", DefaultValueFactory = _ => "alarm-%02d.jpg" };
        var command = new Command("snapshot", """
            What the cameras showed when the alarm was raised, as JPEG: one file for each camera.

              robotctl alerts snapshot alert-17
              robotctl alerts snapshot alert-17 -o /tmp/alarm-%d.jpg
            """) { id, output };
        return runner.Bind(command, async (run, stop) =>
        {
            var name = run.Parsed.GetRequiredValue(output);
            if (name == "-" || PictureFile.Numbered(name, 0) == name)
                throw CommandException.Usage("--output: expected a name with %d in it, such as alarm-%02d.jpg: there is one picture for each camera.");
            var request = new GetAlertSnapshotRequest { AlertId = run.Parsed.GetRequiredValue(id) };
            var snapshot = await run.Robot.Alerts.GetAlertSnapshotAsync(request, run.Robot.Once(stop)).ConfigureAwait(false);
            var target = new PictureFile(name, run.Terminal);
            foreach (var picture in snapshot.Pictures)
                Tell(run.Printer, picture, await target.WriteAsync(picture.Jpeg.Memory, stop).ConfigureAwait(false));
            return ExitCode.Ok;
        });
    }

    private static void Tell(Printer printer, AlertPicture picture, string file)
    {
        if (!printer.Json)
        {
            var when = picture.AgeS >= 0 ? $"{Words.Seconds(picture.AgeS)} before" : $"{Words.Seconds(-picture.AgeS)} after";
            printer.Line($"{file}  {picture.Camera}  {picture.Width}×{picture.Height}  {Words.Bytes(picture.Jpeg.Length)}  {when} the decision");
            return;
        }

        printer.Object(json =>
        {
            json.WriteStartObject();
            json.WriteString("file", file);
            json.WriteString("camera", picture.Camera);
            json.WriteNumber("width", picture.Width);
            json.WriteNumber("height", picture.Height);
            json.WriteNumber("bytes", picture.Jpeg.Length);
            json.WriteNumber("age_s", picture.AgeS);
            json.WriteEndObject();
        });
    }
}
