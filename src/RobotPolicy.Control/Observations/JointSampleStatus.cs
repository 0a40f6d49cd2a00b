namespace RobotPolicy.Control.Observations;

/// <summary>Outcome of reading the joint states at one instant.</summary>
public enum JointSampleStatus
{
    /// <summary>Interpolated between two joint states, or taken from the newest one within the tolerance.</summary>
    Ok = 0,

    /// <summary>No joint state has arrived yet.</summary>
    Missing,

    /// <summary>The instant lies before everything that is kept.</summary>
    TooOld,

    /// <summary>The instant lies after the newest joint state by more than the tolerance.</summary>
    TooNew,
}
