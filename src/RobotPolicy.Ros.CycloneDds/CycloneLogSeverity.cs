namespace RobotPolicy.Ros.CycloneDds;

/// <summary>Severity of a <see cref="CycloneLogEntry"/>.</summary>
public enum CycloneLogSeverity
{
    /// <summary>Normal operation.</summary>
    Information = 0,

    /// <summary>Something was dropped or is set up badly, and the transport goes on.</summary>
    Warning,

    /// <summary>Something failed.</summary>
    Error,

    /// <summary>The native library ends the process right after this entry.</summary>
    Fatal,
}
