namespace RobotPolicy.Server.Operations.Tasks;

/// <summary>How far a retry is.</summary>
internal enum RetryPhase
{
    /// <summary>None is wanted.</summary>
    None = 0,

    /// <summary>The attempt has failed, and the loop is asked to hold.</summary>
    Wanted,

    /// <summary>The loop holds for it. Whoever resumes from there wants none.</summary>
    Held,
}
