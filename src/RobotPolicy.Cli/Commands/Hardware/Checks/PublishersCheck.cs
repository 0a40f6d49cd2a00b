using RobotPolicy.Cli.Commands.Doctor;
using RobotPolicy.Cli.Commands.Hardware.Hearing;
using RobotPolicy.Control.Hardware;

namespace RobotPolicy.Cli.Commands.Hardware.Checks;

/// <summary>Whether each topic of the robot has one publisher only.</summary>
internal sealed class PublishersCheck : IHardwareCheck
{
    private const string Name = "publishers";

    public IEnumerable<Finding> Judge(HardwareProfile profile, Heard heard)
    {
        var topics = profile.ObservedTopics.Concat(profile.StopInputs.Select(input => input.Topic)).Distinct().ToList();
        var shared = topics.Select(topic => (Topic: topic, Publishers: heard.PublishersOf(topic).ToList())).Where(topic => topic.Publishers.Count > 1).ToList();
        if (shared.Count == 0 && topics.Any(topic => heard.PublishersOf(topic).Any()))
            yield return Finding.Ok(Name, "one on each topic");
        foreach (var (topic, publishers) in shared)
            yield return new Finding(
                Name,
                CheckState.Problem,
                $"{topic} has {publishers.Count}: {string.Join(", ", publishers.Select(Unheard.Describe))}",
                "What the service sees jumps between them: two drivers, a driver and a simulation, or one that was started twice. End all but one.",
                $"ros2 topic info --verbose {topic}");
    }
}
