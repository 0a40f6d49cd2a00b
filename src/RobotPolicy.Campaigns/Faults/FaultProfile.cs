using RobotPolicy.Campaigns.Processes;

namespace RobotPolicy.Campaigns.Faults;

/// <summary>The simulator's hardware profile, with the stop inputs and the intervention topic that a robot in a cell has.</summary>
internal static class FaultProfile
{
    /// <summary>Topic of the emergency button.</summary>
    public const string ButtonTopic = "/cell/emergency_stop";

    /// <summary>Topic of the cell's heartbeat.</summary>
    public const string HeartbeatTopic = "/cell/heartbeat";

    /// <summary>Silence of the heartbeat that is a stop.</summary>
    public const double HeartbeatSeconds = 0.3;

    /// <summary>Topic on which a leader arm would take over.</summary>
    public const string InterventionTopic = "/leader/joint_states";

    private const string Sections = $$"""

        stop_inputs:
          - {name: button, topic: {{ButtonTopic}}, type: bool, stop_when: true, latched: true, kind: emergency}
          - {name: cell, topic: {{HeartbeatTopic}}, type: heartbeat, message: empty, timeout_s: 0.3, kind: protective}

        intervention:
          topic: {{InterventionTopic}}
          type: joint_state
          mode: absolute
          deadman: {type: presence}
        """;

    /// <summary>Writes the profile beside the campaign's logs.</summary>
    /// <returns>Its path.</returns>
    public static string Write(CampaignSetup setup)
    {
        Directory.CreateDirectory(setup.Logs);
        var file = Path.Combine(setup.Logs, "faults.yaml");
        File.WriteAllText(file, File.ReadAllText(setup.Hardware) + Sections);
        return file;
    }
}
