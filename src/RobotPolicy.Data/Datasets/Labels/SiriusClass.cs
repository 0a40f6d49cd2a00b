namespace RobotPolicy.Data.Datasets.Labels;

/// <summary>What a frame is worth as an example to learn from; the numbers are those of Sirius (2211.08416).</summary>
public enum SiriusClass
{
    /// <summary>Just before an intervention: what the policy did there was wrong.</summary>
    PreIntervention = -10,

    /// <summary>A demonstration.</summary>
    Demo = -1,

    /// <summary>The policy, left alone.</summary>
    Robot = 0,

    /// <summary>A human corrects.</summary>
    Intervention = 1,
}
