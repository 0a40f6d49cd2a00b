using System.CommandLine;
using Grpc.Core;
using RobotPolicy.Api.V1;
using RobotPolicy.Cli.Connection;
using RobotPolicy.Cli.Output;

namespace RobotPolicy.Cli.Commands.Telemetry;

/// <summary><c>camera</c>: pictures as JPEG files.</summary>
internal static class CameraCommand
{
    public static Command Build(CommandRunner runner)
    {
        var camera = new Argument<string>("camera") { Description = "Name of the camera; see `robotctl robot`." };
        var output = new Option<string>("--output", "-o")
        {
            Description = "File that each picture replaces, a series such as frame-%04d.jpg, or - for standard output.",
            HelpName = "file",
            Required = true,
        };
        var rate = new Option<double>("--rate") { Description = "Pictures until Ctrl-C at this rate, 0.1 to 60 Hz; one picture if left out.", HelpName = "hz" };
        var count = new Option<int>("--count", "-n") { Description = "End after so many pictures.", HelpName = "count" };
        var quality = new Option<int>("--quality") { Description = "JPEG quality, 1 to 100 (75).", HelpName = "percent" };
        var width = new Option<int>("--max-width") { Description = "Largest width in pixels.", HelpName = "pixels" };
        var command = new Command("camera", """
            Pictures of a camera as JPEG.

              robotctl camera front -o front.jpg
              robotctl camera wrist --rate 10 --count 100 -o wrist-%03d.jpg
              robotctl camera front --rate 15 -o - | ffplay -f mjpeg -
            """) { camera, output, rate, count, quality, width };
        return runner.Bind(command, (run, stop) =>
        {
            var hz = run.Parsed.GetValue(rate);
            if (hz is not (0 or (>= 0.1 and <= 60)))
                throw CommandException.Usage("--rate: expected 0.1 to 60 Hz.");
            if (run.Parsed.GetValue(quality) is < 0 or > 100)
                throw CommandException.Usage("--quality: expected 1 to 100.");
            var request = new StreamCameraRequest
            {
                Camera = run.Parsed.GetRequiredValue(camera),
                RateHz = hz,
                Quality = run.Parsed.GetValue(quality),
                MaxWidth = run.Parsed.GetValue(width),
            };
            var limit = hz == 0 ? 1 : run.Parsed.GetValue(count);
            return WriteAsync(run, request, new PictureFile(run.Parsed.GetRequiredValue(output), run.Terminal), limit, stop);
        });
    }

    private static async Task<int> WriteAsync(Invocation run, StreamCameraRequest request, PictureFile target, int limit, CancellationToken stop)
    {
        var written = 0;
        var one = request.RateHz == 0;
        using var call = run.Robot.Telemetry.StreamCamera(request, one ? run.Robot.Once(stop) : run.Robot.Streaming(stop));
        try
        {
            written = await ReadAsync(run, call.ResponseStream, target, limit, stop).ConfigureAwait(false);
        }
        catch (RpcException exception) when (one && exception.StatusCode == StatusCode.DeadlineExceeded)
        {
            // A camera that delivers nothing is a fault on the robot's side, not of the connection.
        }

        return written > 0 ? ExitCode.Ok : throw new CommandException(ExitCode.Refused, $"the camera {request.Camera} delivered no picture.");
    }

    private static async Task<int> ReadAsync(
        Invocation run, IAsyncStreamReader<CameraFrame> frames, PictureFile target, int limit, CancellationToken stop)
    {
        var written = 0;
        await foreach (var frame in frames.ReadAllAsync(stop).ConfigureAwait(false))
        {
            var file = await target.WriteAsync(frame.Jpeg.Memory, stop).ConfigureAwait(false);
            if (!target.IsStandardOutput)
                Tell(run.Printer, frame, file);
            if (++written == limit)
                break;
        }

        return written;
    }

    private static void Tell(Printer printer, CameraFrame frame, string file)
    {
        if (!printer.Json)
        {
            printer.Line($"{file}  {frame.Width}×{frame.Height}  {Words.Bytes(frame.Jpeg.Length)}  {Words.Seconds(frame.AgeS)} old"
                + (frame.Lost > 0 ? $"  ({frame.Lost} skipped)" : ""));
            return;
        }

        printer.Object(json =>
        {
            json.WriteStartObject();
            json.WriteString("file", file);
            json.WriteNumber("width", frame.Width);
            json.WriteNumber("height", frame.Height);
            json.WriteNumber("bytes", frame.Jpeg.Length);
            json.WriteNumber("age_s", frame.AgeS);
            json.WriteNumber("lost", frame.Lost);
            json.WriteEndObject();
        });
    }
}
