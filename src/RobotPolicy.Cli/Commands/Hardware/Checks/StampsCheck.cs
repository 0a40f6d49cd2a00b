using System.Globalization;
using RobotPolicy.Cli.Commands.Doctor;
using RobotPolicy.Cli.Commands.Hardware.Hearing;
using RobotPolicy.Control.Hardware;
using RobotPolicy.Control.Observations;

namespace RobotPolicy.Cli.Commands.Hardware.Checks;

/// <summary>Whether stamps are on this machine's clock and go on, and which <c>stamps:</c> would do.</summary>
internal sealed class StampsCheck : IHardwareCheck
{
    private const string Name = "stamps";

    public IEnumerable<Finding> Judge(HardwareProfile profile, Heard heard)
    {
        var streams = profile.JointStates.Select(topic => (topic.Topic, Stream: heard.Joints.GetValueOrDefault(topic.Topic)?.Stream, Timeout: profile.Robot.JointStateTimeout))
            .Concat(profile.Robot.Cameras.Select(camera => (camera.Topic, Stream: heard.Cameras.GetValueOrDefault(camera.Topic)?.Stream, camera.Timeout)))
            .Where(topic => topic.Stream is { IsHeard: true })
            .Select(topic => (topic.Topic, Stream: topic.Stream!, topic.Timeout))
            .ToList();
        if (streams.Count == 0)
            return [];
        var problems = streams.Select(topic => Problem(topic.Topic, topic.Stream, topic.Timeout)).OfType<Finding>().ToList();
        if (profile.Stamps == StampSource.Header)
            return problems.Count > 0 ? problems : [Finding.Ok(Name, string.Create(
                CultureInfo.InvariantCulture,
                $"on this clock, {streams.Min(topic => topic.Stream.MinStampAgeSeconds) * 1000:0.#} to {streams.Max(topic => topic.Stream.MaxStampAgeSeconds) * 1000:0.#} ms old"))];
        return
        [
            problems.Count > 0
                ? Finding.Ok(Name, "by reception, as headers are not on this clock")
                : new Finding(Name, CheckState.Advice, "by reception, though headers are on this clock", "`stamps: header` would date messages by when they were measured, and see what the network delays."),
        ];
    }

    private static Finding? Problem(string topic, HeardStream stream, TimeSpan timeout)
    {
        var limits = StampLimits.Default;
        if (stream.StampsAreZero)
            return Bad(topic, "stamps are zero", "The publisher sets none. `stamps: reception` dates messages when they arrive.");
        if (stream.StampsStand)
            return Bad(
                topic,
                $"stamps stand still ({stream.RepeatedStampCount} of {stream.Count} repeat the one before)",
                "A message with the stamp of the one before is taken for the same. The driver repeats an old state, or does not set its stamps: look at it first. "
                + "Only if its data is fresh will `stamps: reception` do.");
        if (stream.BackwardStampCount > 0)
            return Bad(topic, $"stamps go backwards ({stream.BackwardStampCount} of {stream.Count})", "Two publishers with different clocks share the topic, or a clock is set while it runs. The service drops what is older than what it has.");
        if (-stream.MinStampAgeSeconds > limits.MaxAhead.TotalSeconds)
            return OffClock(topic, -stream.MinStampAgeSeconds, "ahead of");
        if (stream.MinStampAgeSeconds > limits.MaxDelay.TotalSeconds)
            return OffClock(topic, stream.MinStampAgeSeconds, "behind");
        return stream.MinStampAgeSeconds > timeout.TotalSeconds
            ? Bad(
                topic,
                string.Create(CultureInfo.InvariantCulture, $"stamps are {stream.MinStampAgeSeconds * 1000:0} ms old at best, timeout {timeout.TotalMilliseconds:0} ms"),
                "Every message would be stale when it arrives. Clocks differ, or the driver is that late. Set the clocks (chrony, PTP), raise the timeout, or set `stamps: reception`, which hides the delay.")
            : null;
    }

    private static Finding OffClock(string topic, double seconds, string how) => Bad(
        topic,
        string.Create(CultureInfo.InvariantCulture, $"stamps are {Amount(seconds)} {how} this machine's clock"),
        "The service would drop every message. Set both clocks by NTP or PTP; if the robot's cannot be set, `stamps: reception` dates messages when they arrive. "
        + "A simulation's time needs the service's --use-sim-time.",
        "robotctl doctor");

    private static string Amount(double seconds) => seconds switch
    {
        < 1 => string.Create(CultureInfo.InvariantCulture, $"{seconds * 1000:0} ms"),
        < 600 => string.Create(CultureInfo.InvariantCulture, $"{seconds:0.#} s"),
        < 172_800 => string.Create(CultureInfo.InvariantCulture, $"{seconds / 3600:0.#} h"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{seconds / 86_400:0} days"),
    };

    private static Finding Bad(string topic, string found, string why, string command = "") => new(Name, CheckState.Problem, $"{topic}: {found}", why, command);
}
