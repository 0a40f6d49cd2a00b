using System.Globalization;
using RobotPolicy.Cli.Commands.Doctor;
using RobotPolicy.Cli.Commands.Hardware.Hearing;
using RobotPolicy.Control.Hardware;
using RobotPolicy.Control.Model;
using RobotPolicy.Ros.Messages;
using RobotPolicy.Ros.Transport;

namespace RobotPolicy.Cli.Commands.Hardware.Checks;

/// <summary>Whether each camera's pictures come, often enough, and of an encoding that a policy can be given.</summary>
internal sealed class CamerasCheck : IHardwareCheck
{
    private const double MegabitBytes = 125_000;
    private const double HeavyMegabits = 800;

    public IEnumerable<Finding> Judge(HardwareProfile profile, Heard heard) => profile.Robot.Cameras.SelectMany(camera => Judge(camera, heard));

    private static IEnumerable<Finding> Judge(CameraDescription camera, Heard heard)
    {
        var name = $"camera {camera.Name}";
        var type = camera.Compressed ? CompressedImage.Type : Image.Type;
        var pictures = heard.Cameras.GetValueOrDefault(camera.Topic);
        if (pictures is not { Stream.IsHeard: true })
        {
            var finding = Unheard.Explain(name, camera.Topic, type, QosProfile.SensorData, pictures?.Stream.MalformedCount ?? 0, heard);
            var other = camera.Compressed ? Image.Type : CompressedImage.Type;
            yield return heard.PublishersOf(camera.Topic).Any(publisher => publisher.TypeName == other.Name)
                ? finding with { Why = camera.Compressed ? "It is a raw picture: take `compressed: true` out of the profile." : "It is a compressed picture: add `compressed: true` to the camera." }
                : finding;
            yield break;
        }

        if (!pictures.IsSupported)
        {
            yield return new Finding(
                name,
                CheckState.Problem,
                $"{camera.Topic}: encoding {pictures.Encoding}",
                "Policies are given rgb8, bgr8, rgba8, bgra8, 8UC3, 8UC4, mono8, JPEG or PNG. Let the driver publish one of them; a depth stream is none.");
            yield break;
        }

        if (pictures.ChangeCount > 0)
            yield return new Finding(name, CheckState.Problem, $"{camera.Topic}: size or encoding changed {pictures.ChangeCount} times", "Several cameras share the topic, or its driver was set anew. Give each a topic of its own.");
        var megabits = pictures.Bytes * pictures.Stream.RateHz / MegabitBytes;
        var size = pictures.Width > 0 ? $"{pictures.Width}x{pictures.Height} {pictures.Encoding}" : pictures.Encoding;
        yield return Rates.Judge(name, string.Create(CultureInfo.InvariantCulture, $"{size}, {megabits:0} Mbit/s"), pictures.Stream, camera.Timeout, $"timeout_s of {camera.Name}");
        if (megabits > HeavyMegabits)
            yield return new Finding(
                name,
                CheckState.Advice,
                string.Create(CultureInfo.InvariantCulture, $"{megabits:0} Mbit/s"),
                "That is more than a gigabit network carries beside anything else. From another machine take the compressed topic, or smaller pictures.");
    }
}
