using RobotPolicy.Cli.Commands.Doctor;
using RobotPolicy.Cli.Commands.Hardware.Hearing;
using RobotPolicy.Control.Bridge;
using RobotPolicy.Control.Hardware;
using RobotPolicy.Ros.Transport;

namespace RobotPolicy.Cli.Commands.Hardware.Checks;

/// <summary>Whether the topic by which a human takes over is there. Nobody need be on it until somebody takes over.</summary>
internal sealed class InterventionCheck : IHardwareCheck
{
    private const string Name = "intervention";

    public IEnumerable<Finding> Judge(HardwareProfile profile, Heard heard)
    {
        if (profile.Intervention is not { } intervention)
            yield break;
        yield return Judge(intervention.Topic, RosIntervention.TypeOf(intervention), RosIntervention.QosOf(intervention), heard);
        if (intervention.DeadMan.Topic.Length > 0)
            yield return Judge(intervention.DeadMan.Topic, RosIntervention.TypeOf(intervention.DeadMan), RosIntervention.DeadManQos, heard);
    }

    private static Finding Judge(string topic, RosMessageType type, QosProfile requested, Heard heard)
    {
        var publishers = heard.PublishersOf(topic).ToList();
        if (publishers.Count == 0)
            return Finding.NotApplicable(Name, $"{topic}: nobody publishes it now");
        return publishers.Any(publisher => publisher.TypeName == type.Name && Unheard.Incompatible(publisher, requested) is null)
            ? Finding.Ok(Name, $"{topic}: {string.Join(", ", publishers.Select(Unheard.Describe))}")
            : Unheard.Explain(Name, topic, type, requested, 0, heard);
    }
}
