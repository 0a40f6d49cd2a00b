using RobotPolicy.Inference.Graphs;
using RobotPolicy.Inference.Packages;

namespace RobotPolicy.Inference.Roles;

/// <summary>Whether every carried tensor of a manifest is one of a graph that can carry it.</summary>
internal static class RecurrentRoles
{
    /// <summary>Adds an error for each that no graph has.</summary>
    /// <param name="roles">What the manifest names.</param>
    /// <param name="graphs">Graphs that run once in an inference.</param>
    /// <param name="errors">Receives the errors.</param>
    public static void CheckUsed(RolesSpec roles, IReadOnlyList<OnnxGraph> graphs, ICollection<PackageError> errors)
    {
        foreach (var spec in roles.Recurrent)
            if (!graphs.Any(g => g.Inputs.Any(i => i.Name == spec.Input)))
                errors.Add(new PackageError
                {
                    File = ManifestReader.FileName,
                    Field = $"{spec.Field}.input",
                    Expected = "an input of a graph that sees the observation",
                    Actual = ErrorText.Quote(spec.Input),
                });
    }
}
