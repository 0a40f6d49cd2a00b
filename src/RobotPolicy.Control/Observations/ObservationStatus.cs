namespace RobotPolicy.Control.Observations;

/// <summary>Outcome of assembling one observation.</summary>
public enum ObservationStatus
{
    /// <summary>Complete, fresh and aligned.</summary>
    Ok = 0,

    /// <summary>No joint state has arrived yet.</summary>
    JointStateMissing,

    /// <summary>No joint state is near enough to the instant of the pictures.</summary>
    JointStateStale,

    /// <summary>A camera has not delivered a picture yet.</summary>
    CameraMissing,

    /// <summary>The newest picture of a camera is older than allowed.</summary>
    CameraStale,

    /// <summary>A camera lags so far behind that no other picture is near its instant.</summary>
    CameraSkewed,
}
