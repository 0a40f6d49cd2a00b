using System.Globalization;
using RobotPolicy.Data.Datasets.Format;
using RobotPolicy.Data.Datasets.Interop;
using RobotPolicy.Data.Datasets.Labels;
using RobotPolicy.Data.Datasets.Parquet;

namespace RobotPolicy.Data.Datasets.Writing;

/// <summary>Joins the files of single episodes to data files of the size that is asked for.</summary>
/// <param name="session">Reaches the draft.</param>
/// <param name="draft">Where they go.</param>
/// <param name="info">Features, and how many files a folder has.</param>
/// <param name="first">Number of the first one.</param>
internal sealed class DataFiles(DuckdbSession session, DatasetDraft draft, DatasetInfo info, long first)
{
    /// <summary>Writes them, and tells each episode which one it is in.</summary>
    /// <param name="episodes">In order.</param>
    /// <param name="partOf">File of an episode; deleted.</param>
    /// <param name="weights">Weights of Sirius to be put in; null for none.</param>
    public void Write(IReadOnlyList<EpisodeRecord> episodes, Func<int, string> partOf, SiriusWeights? weights)
    {
        RowGroupFile? file = null;
        try
        {
            var number = -1;
            var limit = (long)info.DataFileSizeMb << 20;
            for (var i = 0; i < episodes.Count; i++)
            {
                var part = weights is null ? partOf(i) : Weighted(partOf(i), weights);
                if (file is not null && file.Length + new FileInfo(part).Length >= limit)
                {
                    file.Complete();
                    file = null;
                }

                if (file is null)
                {
                    number++;
                    var place = FileNumber.Of(first + number, info.ChunkSize);
                    file = new RowGroupFile(draft.PathOf(DatasetLayout.Expand(DatasetInfo.DefaultDataPath, place.Chunk, place.File)));
                }

                file.Append(part);
                episodes[i].DataFile = number;
                File.Delete(part);
            }

            file?.Complete();
        }
        finally
        {
            file?.Dispose();
        }
    }

    private string Weighted(string part, SiriusWeights weights)
    {
        var cases = Enum.GetValues<SiriusClass>().Select(kind => string.Create(CultureInfo.InvariantCulture, $"WHEN {(int)kind} THEN {(float)weights.For(kind):R}::FLOAT"));
        var weight = $"CASE {ParquetSql.Name(FeatureKey.SiriusClass)} {string.Join(' ', cases)} END AS {ParquetSql.Name(FeatureKey.SiriusWeight)}";
        var path = part + ".weighted";
        ParquetFile.Write(session, $"SELECT * REPLACE ({weight}) FROM read_parquet({ParquetSql.File(part)})", path, ForeignMetadata.Data(info.Columns));
        File.Delete(part);
        return path;
    }
}
