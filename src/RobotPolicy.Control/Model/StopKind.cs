namespace RobotPolicy.Control.Model;

/// <summary>How hard a requested stop is. All of them decelerate within the limits; they differ in how one gets out again.</summary>
public enum StopKind
{
    /// <summary>Hold; only a resume by the operator goes on.</summary>
    Hold = 1,

    /// <summary>Protective stop: a resume by the operator goes on once the cause is gone.</summary>
    Protective = 2,

    /// <summary>Emergency stop: latched; a reset leads to idle and never restarts motion.</summary>
    Emergency = 3,
}
