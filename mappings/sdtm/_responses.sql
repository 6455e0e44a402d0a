-- Responses of rs that are dated to the day, each with the last course that had begun by then.
WITH answers AS (
  SELECT rs.usubjid, upper(rstestcd) AS test, upper(trim(coalesce(rsstresc, rsorres))) AS response,
         CAST(_dates.moment AS DATE) AS day, rs._file, rs._line
  FROM rs
  JOIN _dates ON rs.rsdtc = _dates.dtc
  WHERE upper(rstestcd) IN ('BESTRESP', 'OVRLRESP') AND _dates.known_to IN ('day', 'time')
),
begun AS (
  SELECT answers.*, _courses.course_id, CAST(_courses.start AS DATE) AS start_day,
         row_number() OVER (PARTITION BY answers._file, answers._line
                            ORDER BY _courses.course_number DESC) AS place
  FROM answers
  JOIN _courses
    ON answers.usubjid = _courses.patient_id AND CAST(_courses.start AS DATE) <= answers.day
)
SELECT course_id, test, response, CAST(day AS INT) - CAST(start_day AS INT) AS days,
       CASE response WHEN 'CR' THEN 1 WHEN 'PR' THEN 2 WHEN 'SD' THEN 3
                     WHEN 'PD' THEN 4 WHEN 'NE' THEN 5 END AS rank
FROM begun
WHERE place = 1
